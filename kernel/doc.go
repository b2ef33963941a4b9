// Package kernel owns the publish path and the ports that modules fill.
package kernel
