package jetstream

const ackPrefix = "$JS.ACK."

// Original returns subject and reply as a subscriber is to see them: servers with
// streams hide the subject of a delivery behind an @ in the reply (cluster §13.9).
func Original(subject, reply []byte) (seen, answer []byte) {
	if len(reply) < len(ackPrefix) || string(reply[:len(ackPrefix)]) != ackPrefix {
		return subject, reply
	}
	dots := 0
	for i, c := range reply {
		switch {
		case c == '.':
			dots++
		case c == '@' && dots >= 8 && i+1 < len(reply):
			return reply[i+1:], reply[:i]
		}
	}
	return subject, reply
}
