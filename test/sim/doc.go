// Package sim runs whole clusters on virtual time: real kernels, routers and cluster modules over a network in memory
// that delays, cuts and loses as a seeded plan says.
//
// # Promise
//
// A failing seed shows its plan; "task sim SEED=n" runs that plan again. The plan is the seed's alone; the order in
// which goroutines run within one instant of virtual time is not.
//
// # Checks
//
// At all times: nobody gets a message twice, or one of another subject, and of a queue group one member gets it. After
// the network has healed: each two servers have exactly one route within [patience]; from then on every message
// reaches every plain subscriber and one member of each queue group, in the order of its publisher. At the end: no
// goroutine is left, which synctest watches.
//
// # Configuration
//
// SIM_SEED runs one seed, SIM_SEEDS that many.
package sim
