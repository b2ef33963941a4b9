package cluster

import (
	"errors"
	"slices"
	"strconv"

	"gnatsd/modules/config"
)

// Cautions names routes that are written twice: they are dialed once.
func (c Config) Cautions() error {
	var errs []error
	for i, route := range c.Cluster.Routes {
		if slices.Contains(c.Cluster.Routes[:i], route) {
			twice := config.Caution("Duplicate route entry detected")
			errs = append(errs, config.Inside(twice, "cluster", "routes", strconv.Itoa(i)))
		}
	}
	return errors.Join(errs...)
}

var _ config.Cautious = Config{}
