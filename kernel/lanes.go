package kernel

// laneTable finds a session's lane to an outbox: open addressing, keyed by the
// id of the link.
type laneTable struct {
	slots []*lane // power of two, or nil
	count int
}

const goldenRatio = 0x9E3779B97F4A7C15 // spreads consecutive ids over the table

func (t *laneTable) home(id uint64) int { return int(id*goldenRatio>>32) & (len(t.slots) - 1) }

// to returns the lane to o, made if need be.
func (t *laneTable) to(o *Outbox) *lane {
	if t.count*2 >= len(t.slots) {
		t.grow()
	}
	mask := len(t.slots) - 1
	for i := t.home(o.link.ID); ; i = (i + 1) & mask {
		switch l := t.slots[i]; {
		case l == nil:
			l = &lane{out: o}
			t.slots[i] = l
			t.count++
			return l
		case l.out == o:
			return l
		}
	}
}

// grow makes room, leaving behind the lanes to links that are closed and have
// nothing staged. Fanouts that still hold one are outdated: the closed link's
// subscriptions are gone.
func (t *laneTable) grow() {
	old := t.slots
	live := 0
	for _, l := range old {
		if l != nil && !l.abandoned() {
			live++
		}
	}
	size := 8
	for size < live*4 {
		size *= 2
	}
	t.slots, t.count = make([]*lane, size), live
	for _, l := range old {
		if l == nil || l.abandoned() {
			continue
		}
		i := t.home(l.out.link.ID)
		for t.slots[i] != nil {
			i = (i + 1) & (size - 1)
		}
		t.slots[i] = l
	}
}

func (l *lane) abandoned() bool {
	return !l.touched && !l.self && l.out.link.reason.Load() != nil && l.out.link.session.gone.Load()
}
