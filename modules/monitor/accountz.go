package monitor

import (
	"fmt"
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
			Stored: status.Stored{Subscriptions: a.Router().Count()},
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
