//go:build !linux

package proc

func usage(int) (Usage, error) { return Usage{}, ErrNoAccounting }

func resetPeak(int) error { return ErrNoAccounting }
