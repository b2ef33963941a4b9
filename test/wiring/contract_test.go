package wiring

import (
	"path/filepath"
	"testing"

	"go.uber.org/fx"
	"go.uber.org/zap"

	"gnatsd/kernel/kerneltest"
	"gnatsd/modules/cluster"
	"gnatsd/modules/logging"
	"gnatsd/modules/monitor"
	"gnatsd/modules/process"
	"gnatsd/modules/routing"
	"gnatsd/modules/transport"
)

func TestLoggingKeepsTheContract(t *testing.T) {
	asks := fx.Invoke(func(*zap.Logger) {})
	kerneltest.Module(t, logging.Module, asks)
	config := logging.DefaultConfig()
	config.LogFile = filepath.Join(t.TempDir(), "log")
	kerneltest.Module(t, logging.Module, asks, fx.Replace(config))
}

func TestProcessKeepsTheContract(t *testing.T) {
	kerneltest.Module(t, process.Module)
	dir := t.TempDir()
	kerneltest.Module(t, process.Module, fx.Replace(process.Config{PidFile: filepath.Join(dir, "pid"), PortsDir: dir}))
}

func TestClusterKeepsTheContract(t *testing.T) {
	config := cluster.DefaultConfig()
	config.Cluster.Host, config.Cluster.Port = "127.0.0.1", -1
	kerneltest.Module(t, cluster.Module, transport.Module, routing.Module)
	kerneltest.Module(t, cluster.Module, transport.Module, routing.Module, fx.Replace(config))
}

func TestMonitorKeepsTheContract(t *testing.T) {
	kerneltest.Module(t, monitor.Module, routing.Module)
	config := monitor.DefaultConfig()
	config.HTTP = monitor.Address{Host: "127.0.0.1", Port: -1}
	config.ProfPort = -1
	kerneltest.Module(t, monitor.Module, routing.Module, fx.Replace(config))
}
