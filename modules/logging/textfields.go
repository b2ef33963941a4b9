package logging

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"go.uber.org/zap/zapcore"
)

// The methods by which fields add themselves.

func (e *textEncoder) AddString(key, value string) {
	switch {
	case e.logfmt:
	case key == "remote":
		e.remote = value
		return
	case key == "event":
		return // for programs; the text says it to people
	}
	e.addRaw(key, strconv.Quote(value))
}

func (e *textEncoder) AddInt64(key string, v int64)         { e.addPlain(key, strconv.FormatInt(v, 10)) }
func (e *textEncoder) AddInt(key string, v int)             { e.AddInt64(key, int64(v)) }
func (e *textEncoder) AddInt32(key string, v int32)         { e.AddInt64(key, int64(v)) }
func (e *textEncoder) AddInt16(key string, v int16)         { e.AddInt64(key, int64(v)) }
func (e *textEncoder) AddInt8(key string, v int8)           { e.AddInt64(key, int64(v)) }
func (e *textEncoder) AddUint64(key string, v uint64)       { e.addPlain(key, strconv.FormatUint(v, 10)) }
func (e *textEncoder) AddUint(key string, v uint)           { e.AddUint64(key, uint64(v)) }
func (e *textEncoder) AddUint32(key string, v uint32)       { e.AddUint64(key, uint64(v)) }
func (e *textEncoder) AddUint16(key string, v uint16)       { e.AddUint64(key, uint64(v)) }
func (e *textEncoder) AddUint8(key string, v uint8)         { e.AddUint64(key, uint64(v)) }
func (e *textEncoder) AddUintptr(key string, v uintptr)     { e.AddUint64(key, uint64(v)) }
func (e *textEncoder) AddBool(key string, v bool)           { e.addPlain(key, strconv.FormatBool(v)) }
func (e *textEncoder) AddFloat32(key string, v float32)     { e.AddFloat64(key, float64(v)) }
func (e *textEncoder) AddComplex64(key string, v complex64) { e.AddComplex128(key, complex128(v)) }

func (e *textEncoder) AddFloat64(key string, v float64) {
	e.addPlain(key, strconv.FormatFloat(v, 'g', -1, 64))
}

func (e *textEncoder) AddComplex128(key string, v complex128) {
	e.addPlain(key, strconv.FormatComplex(v, 'g', -1, 128))
}

func (e *textEncoder) AddDuration(key string, v time.Duration) { e.addPlain(key, v.String()) }
func (e *textEncoder) AddTime(key string, v time.Time)         { e.addPlain(key, formatTime(v)) }
func (e *textEncoder) AddByteString(key string, v []byte)      { e.AddString(key, string(v)) }

func (e *textEncoder) AddBinary(key string, v []byte) {
	e.addRaw(key, strconv.Quote(base64.StdEncoding.EncodeToString(v)))
}

// AddReflected shows a value as JSON, in quotes as any text.
func (e *textEncoder) AddReflected(key string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encoding log field: %w", err)
	}
	e.addRaw(key, strconv.Quote(string(text)))
	return nil
}

// AddObject shows an object as JSON, with the fields it chose to show.
func (e *textEncoder) AddObject(key string, v zapcore.ObjectMarshaler) error {
	fields := zapcore.NewMapObjectEncoder()
	if err := v.MarshalLogObject(fields); err != nil {
		return err
	}
	return e.AddReflected(key, fields.Fields)
}

// AddArray shows an array as JSON.
func (e *textEncoder) AddArray(key string, v zapcore.ArrayMarshaler) error {
	fields := zapcore.NewMapObjectEncoder()
	if err := fields.AddArray(key, v); err != nil {
		return err
	}
	return e.AddReflected(key, fields.Fields[key])
}

func (e *textEncoder) OpenNamespace(key string) { e.prefix += key + "." }
