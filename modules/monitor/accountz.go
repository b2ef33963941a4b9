package monitor

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"time"

	"gnatsd/kernel"
	"gnatsd/kernel/status"
)

// Accounts is the answer of /accountz: the names of all accounts, or one of them
// in detail.
type Accounts struct {
	ServerID      string         `json:"server_id"`
	Now           time.Time      `json:"now"`
	SystemAccount string         `json:"system_account,omitempty"`
	Accounts      []string       `json:"accounts,omitempty"`
	Detail        *AccountDetail `json:"account_detail,omitempty"`
}

// AccountDetail describes an account.
type AccountDetail struct {
	Name          string        `json:"account_name"`
	UpdateTime    time.Time     `json:"update_time"`
	IsSystem      bool          `json:"is_system,omitempty"`
	Expired       bool          `json:"expired"`
	Complete      bool          `json:"complete"`
	JetStream     bool          `json:"jetstream_enabled"`
	Leafnodes     int           `json:"leafnode_connections"`
	Clients       int           `json:"client_connections"`
	Subscriptions int           `json:"subscriptions"`
	NameTag       string        `json:"name_tag,omitempty"`
	Stored        status.Stored `json:"sublist_stats"`
}

// stored asks who has the subscriptions of an account for the figures.
func (m *Monitor) stored(a *kernel.Account) status.Stored {
	s := status.Stored{Subscriptions: a.Router().Count()}
	if e := m.endpoint("/subsz"); e != nil {
		if answer, err := e.Answer(status.NewQuery(url.Values{"acc": {a.Name()}})); err == nil {
			text, _ := json.Marshal(answer) // numbers always encode
			_ = json.Unmarshal(text, &s)    // what has other fields leaves these as they are
		}
	}
	return s
}

func (m *Monitor) accountz(q *status.Query) (any, error) {
	answer := &Accounts{
		ServerID: m.with.Build.ServerID, Now: status.Time(time.Now()), SystemAccount: kernel.SystemAccount,
	}
	name := q.Text("acc")
	for _, a := range m.with.Kernel.Accounts() {
		answer.Accounts = append(answer.Accounts, a.Name())
		if a.Name() != name {
			continue
		}
		answer.Detail = &AccountDetail{
			Name: name, UpdateTime: status.Time(m.started), IsSystem: name == kernel.SystemAccount, Complete: true,
			Clients: a.Sessions(), Subscriptions: a.Router().Count(), NameTag: name,
			Stored: m.stored(a),
		}
	}
	switch {
	case name == "":
		slices.Sort(answer.Accounts)
	case answer.Detail == nil:
		return nil, fmt.Errorf("Account %s does not exist", name) //nolint:staticcheck // the text of the reference server
	default:
		answer.Accounts = nil
	}
	return answer, nil
}
