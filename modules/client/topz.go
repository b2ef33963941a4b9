package client

import (
	"net/http"
	"time"

	"gnatsd/kernel/status"
)

// Topz answers /topz: the subjects that clients publish to most.
type Topz struct{ protocol *Protocol }

// NewTopz returns the endpoint of a protocol.
func NewTopz(p *Protocol) *Topz { return &Topz{p} }

// Path is "/topz".
func (*Topz) Path() string { return "/topz" }

// TopSubjects is the answer of /topz.
type TopSubjects struct {
	ServerID string       `json:"server_id"`
	Now      time.Time    `json:"now"`
	Subjects []TopSubject `json:"subjects"`
}

// A TopSubject is one of them. Up to Error of its messages may have been those
// of other subjects; Bytes are certain, and since the subject was last noticed.
type TopSubject struct {
	Subject  string `json:"subject"`
	Messages uint64 `json:"msgs"`
	Bytes    uint64 `json:"bytes"`
	Error    uint64 `json:"error"`
}

// Answer lists the busiest, busiest first.
func (z *Topz) Answer(q *status.Query) (any, error) {
	at := q.Page()
	if err := q.Err(); err != nil {
		return nil, err
	}
	if z.protocol.talkers == nil {
		return nil, &status.Error{Code: http.StatusNotFound, Text: "nothing is counted: top_subjects is 0"}
	}
	answer := &TopSubjects{
		ServerID: z.protocol.build.ServerID, Now: status.Time(time.Now()), Subjects: []TopSubject{},
	}
	top := z.protocol.talkers.top()
	for _, t := range top[at.Begin(len(top)):at.End(len(top))] {
		answer.Subjects = append(answer.Subjects, TopSubject{t.subject, t.messages, t.bytes, t.excess})
	}
	return answer, nil
}

var _ status.Endpoint = (*Topz)(nil)
