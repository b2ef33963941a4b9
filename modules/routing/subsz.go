package routing

import (
	"cmp"
	"slices"
	"time"

	"gnatsd/kernel"
	"gnatsd/kernel/status"
	"gnatsd/kernel/subject"
)

// Subsz answers /subsz: what subscriptions there are.
type Subsz struct {
	routers  *Routers
	kernel   *kernel.Kernel
	serverID string
}

// NewSubsz returns the endpoint of all routers.
func NewSubsz(r *Routers, k *kernel.Kernel, b kernel.Build) *Subsz { return &Subsz{r, k, b.ServerID} }

// Path is "/subsz".
func (*Subsz) Path() string { return "/subsz" }

// Subscriptions is the answer of /subsz.
type Subscriptions struct {
	ServerID string    `json:"server_id"`
	Now      time.Time `json:"now"`
	status.Stored
	Total  int                   `json:"total"`
	Offset int                   `json:"offset"`
	Limit  int                   `json:"limit"`
	List   []status.Subscription `json:"subscriptions_list,omitempty"`
}

// Answer sums up the routers and lists a page of the subscriptions that match,
// ordered by account, subject, connection and sid.
func (z *Subsz) Answer(q *status.Query) (any, error) {
	listed, at := q.Bool("subs"), q.Page()
	test, account, internal := q.Text("test"), q.Text("acc"), q.Bool("internal")
	if test != "" && (!subject.Literal(test) || !subject.Valid(test)) {
		q.Refuse("invalid test subject, must be valid publish subject: %s", test)
	}
	if err := q.Err(); err != nil {
		return nil, err
	}
	answer := &Subscriptions{
		ServerID: z.serverID, Now: status.Time(time.Now()), Offset: at.Offset, Limit: at.Limit,
	}
	var found []stored
	looked := z.kernel.Lookups()
	for name, r := range z.routers.all() {
		if account != "" && name != account {
			continue
		}
		answer.Add(r.stored())
		answer.Look(looked[name])
		if !listed {
			continue
		}
		r.Each(func(sub *kernel.Subscription) bool {
			own := sub.Session().Kind == kernel.KindSystem
			if (internal || !own) && (test == "" || subject.Matches(sub.Subject(), test)) {
				found = append(found, stored{sub, name})
			}
			return true
		})
	}
	slices.SortFunc(found, inOrder)
	answer.Total = len(found)
	for _, s := range found[at.Begin(len(found)):at.End(len(found))] {
		answer.List = append(answer.List, status.NewSubscription(s.sub, s.account))
	}
	return answer, nil
}

type stored struct {
	sub     *kernel.Subscription
	account string
}

func inOrder(a, b stored) int {
	return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(a.sub.Subject(), b.sub.Subject()),
		cmp.Compare(owner(a.sub), owner(b.sub)), cmp.Compare(a.sub.SID(), b.sub.SID()))
}

// owner returns the id of the connection that subscribed, 0 for the server.
func owner(sub *kernel.Subscription) uint64 {
	if l := sub.Session().Link(); l != nil {
		return l.ID
	}
	return 0
}

var _ status.Endpoint = (*Subsz)(nil)
