package cli

import (
	"reflect"

	"gnatsd/modules/config"
)

// The flags that belong to no module.
var (
	configFlag  = ownFlag[string]("c", "config")
	unknownFlag = ownFlag[string](unknownKeysFlag)
	versionFlag = ownFlag[bool]("v", "version")
	helpFlag    = ownFlag[bool]("h", "help")
	helpTLSFlag = ownFlag[bool]("help_tls")
	checkFlag   = ownFlag[bool]("t", "check")
	signalFlag  = ownFlag[string]("sl", "signal")
)

var ownFlags = []*config.Option{
	configFlag, unknownFlag, versionFlag, helpFlag, helpTLSFlag, checkFlag, signalFlag,
}

func ownFlag[T any](names ...string) *config.Option {
	return &config.Option{Flags: names, Type: reflect.TypeFor[T]()}
}
