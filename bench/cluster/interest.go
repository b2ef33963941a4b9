package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strings"
	"time"

	"gnatsd/bench/proc"
)

// textConn is a connection to a server that is spoken to in lines.
type textConn struct {
	net.Conn
	reader *bufio.Reader
}

func dialText(address string) (*textConn, error) {
	c, err := net.DialTimeout("tcp", address, patience)
	if err != nil {
		return nil, err
	}
	if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
		return nil, err
	}
	return &textConn{c, bufio.NewReaderSize(c, 64<<10)}, nil
}

func (c *textConn) say(text string) error {
	_, err := c.Write([]byte(text))
	return err
}

// until reads lines up to one that begins like this.
func (c *textConn) until(prefix string) error { return c.count(prefix, 1) }

// count reads lines until so many have begun like this.
func (c *textConn) count(prefix string, n int) error {
	for n > 0 {
		line, err := c.reader.ReadSlice('\n')
		if err != nil {
			return fmt.Errorf("waiting for %d lines like %q: %w", n, prefix, err)
		}
		if strings.HasPrefix(string(line), prefix) {
			n--
		}
	}
	return nil
}

// introduction is what another server says when it comes.
const introduction = `CONNECT {"echo":true,"verbose":false,"pedantic":false,"tls_required":false,"headers":true,` +
	`"name":"BENCHPEER%[1]d","cluster":"bench"}` + "\r\n" +
	`INFO {"server_id":"BENCHPEER%[1]d","server_name":"peer%[1]d","version":"2.0.0","proto":2,"host":"127.0.0.1",` +
	`"port":1,"headers":true,"max_payload":1048576,"cluster":"bench"}` + "\r\n"

// tell measures how long a server that wants many subjects takes to say so to another server, in milliseconds from the
// other's introduction.
func (o options) tell(ctx context.Context, server proc.Server) (float64, error) {
	n, err := startNode(ctx, server, 0)
	if err != nil {
		return 0, err
	}
	defer n.Stop()
	client, err := dialText(n.Endpoint().Address)
	if err != nil {
		return 0, err
	}
	defer client.Close()
	var lines strings.Builder
	lines.WriteString(`CONNECT {"verbose":false,"pedantic":false}` + "\r\n")
	for i := range o.subjects {
		fmt.Fprintf(&lines, "SUB s.%06d %d\r\n", i, i)
	}
	if err := client.say(lines.String() + "PING\r\n"); err != nil {
		return 0, err
	}
	if err := client.until("PONG"); err != nil {
		return 0, err
	}
	peer, err := dialText(n.route)
	if err != nil {
		return 0, err
	}
	defer peer.Close()
	began := time.Now()
	if err := peer.say(fmt.Sprintf(introduction, 1)); err != nil {
		return 0, err
	}
	err = peer.count("RS+ $G s.", o.subjects)
	return milliseconds(time.Since(began)), err
}

// take measures how long a server takes to take in what another one wants, in milliseconds from the first line to the
// PONG behind the last.
func (o options) take(ctx context.Context, server proc.Server) (float64, error) {
	n, err := startNode(ctx, server, 0)
	if err != nil {
		return 0, err
	}
	defer n.Stop()
	peer, err := dialText(n.route)
	if err != nil {
		return 0, err
	}
	defer peer.Close()
	if err := peer.say(fmt.Sprintf(introduction, 2) + "PING\r\n"); err != nil {
		return 0, err
	}
	if err := peer.until("PONG"); err != nil {
		return 0, err
	}
	var lines strings.Builder
	for i := range o.subjects {
		fmt.Fprintf(&lines, "RS+ $G s.%06d\r\n", i)
	}
	heard := make(chan error, 1)
	go func() { heard <- peer.until("PONG") }() // ends with the connection
	began := time.Now()
	if err := peer.say(lines.String() + "PING\r\n"); err != nil {
		return 0, err
	}
	err = <-heard
	return milliseconds(time.Since(began)), err
}
