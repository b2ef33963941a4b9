package logging

import (
	"time"

	"go.uber.org/zap/buffer"
	"go.uber.org/zap/zapcore"
)

const timeLayout = "2006/01/02 15:04:05.000000"

var lines = buffer.NewPool()

// textEncoder writes the classic line,
//
//	[pid] 2006/01/02 15:04:05.000000 [INF] 127.0.0.1:5000 - cid:7 - text key=1 name="quoted"
//
// where the fields remote, cid and rid stand in front of the text and all
// others behind it.
type textEncoder struct {
	pid     int
	logtime bool
	colour  bool
	bare    bool // only the text: the rest is said by who takes the line
	logfmt  bool // all of it as key=value

	remote string // written, not yet escaped
	id     string // "cid:7"
	prefix string // namespaces, each with its dot
	fields []byte // as they will stand behind the text
}

// Clone returns an encoder that can take further fields of its own.
func (e *textEncoder) Clone() zapcore.Encoder { return e.clone() }

func (e *textEncoder) clone() *textEncoder {
	c := *e
	c.fields = append([]byte(nil), e.fields...)
	return &c
}

// EncodeEntry returns the whole line.
func (e *textEncoder) EncodeEntry(entry zapcore.Entry, fields []zapcore.Field) (*buffer.Buffer, error) {
	if len(fields) > 0 {
		e = e.clone()
		for _, field := range fields {
			field.AddTo(e)
		}
	}
	line := lines.Get()
	switch {
	case e.logfmt:
		appendKeyed(line, e, entry)
		return line, nil
	case !e.bare:
		appendHead(line, e, entry)
	}
	for _, front := range []string{e.remote, e.id} {
		if front != "" {
			appendPlain(line, front)
			line.AppendString(" - ")
		}
	}
	appendPlain(line, entry.Message)
	_, _ = line.Write(e.fields)
	if entry.Stack != "" {
		line.AppendString(" stack=")
		appendQuoted(line, entry.Stack)
	}
	line.AppendByte('\n')
	return line, nil
}

// appendHead appends what stands in front of every line.
func appendHead(line *buffer.Buffer, e *textEncoder, entry zapcore.Entry) {
	line.AppendByte('[')
	line.AppendInt(int64(e.pid))
	line.AppendString("] ")
	if e.logtime {
		line.AppendTime(entry.Time, timeLayout)
		line.AppendByte(' ')
	}
	appendMark(line, markOf(entry.Level), e.colour)
}

// appendKeyed appends the line in the form of logfmt.
func appendKeyed(line *buffer.Buffer, e *textEncoder, entry zapcore.Entry) {
	if e.logtime {
		line.AppendString("time=" + formatTime(entry.Time) + " ")
	}
	line.AppendString("level=" + levelName(entry.Level))
	if entry.LoggerName != "" {
		line.AppendString(" logger=")
		appendQuoted(line, entry.LoggerName)
	}
	line.AppendString(" msg=")
	appendQuoted(line, entry.Message)
	line.AppendString(" pid=")
	line.AppendInt(int64(e.pid))
	_, _ = line.Write(e.fields)
	if entry.Stack != "" {
		line.AppendString(" stack=")
		appendQuoted(line, entry.Stack)
	}
	line.AppendByte('\n')
}

func appendMark(line *buffer.Buffer, m mark, colour bool) {
	line.AppendByte('[')
	if colour {
		line.AppendString("\x1b[" + m.colour + "m" + m.letters + "\x1b[0m")
	} else {
		line.AppendString(m.letters)
	}
	line.AppendString("] ")
}

// addPlain adds a field whose value is a number or a word.
func (e *textEncoder) addPlain(key, value string) {
	if !e.logfmt && (key == "cid" || key == "rid") {
		e.id = key + ":" + value
		return
	}
	e.addRaw(key, value)
}

// addRaw puts a field behind the text with a value that is fit to be seen.
func (e *textEncoder) addRaw(key, value string) {
	e.fields = append(e.fields, ' ')
	e.fields = appendKey(e.fields, e.prefix+key)
	e.fields = append(e.fields, '=')
	e.fields = append(e.fields, value...)
}

func formatTime(t time.Time) string { return t.Format(time.RFC3339Nano) }

var _ zapcore.Encoder = (*textEncoder)(nil)
