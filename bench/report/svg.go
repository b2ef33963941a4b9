package report

import (
	"fmt"
	"html"
	"io"
	"math"
	"strings"

	"gnatsd/bench/figures"
)

// Geometry of the plot in pixels.
const (
	svgWidth  = 960
	svgLeft   = 170 // room for the names of workloads
	svgRight  = 90  // room for the value behind the longest bar
	svgTop    = 64
	svgBar    = 12
	svgGap    = 10
	svgBottom = 36
)

// palette has a colour for each server, ours first.
var palette = []string{"#0b6e4f", "#c8553d", "#e09f3e", "#8d99ae", "#5c6b9e", "#9c6ea6"}

// WriteSVG draws server CPU per unit on a logarithmic scale, one group of bars per workload.
func (r *Report) WriteSVG(w io.Writer) error {
	low, high := r.decades()
	groups := r.groups()
	height := svgTop + svgBottom
	for _, group := range groups {
		height += len(group)*svgBar + svgGap
	}
	colors := r.colors()
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" `+
		`font-size="11">`+"\n", svgWidth, height)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#ffffff"/>`+"\n", svgWidth, height)
	b.WriteString(`<text x="12" y="22" font-size="15" fill="#222">Server CPU per message (ns, logarithmic; ` +
		`shorter is better)</text>` + "\n")
	r.legend(&b, colors)
	axis(&b, low, high, height)
	y := svgTop
	for _, group := range groups {
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end" fill="#222">%s</text>`+"\n",
			svgLeft-8, y+len(group)*svgBar/2+4, html.EscapeString(group[0].Workload))
		for _, result := range group {
			value := result.Summary[figures.CPU]
			x := position(value, low, high)
			fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/>`,
				svgLeft, y, x-svgLeft, svgBar-2, colors[result.Server])
			fmt.Fprintf(&b, `<text x="%.1f" y="%d" font-size="9" fill="#444">%s</text>`+"\n", x+4, y+svgBar-3,
				number(value))
			y += svgBar
		}
		y += svgGap
	}
	b.WriteString("</svg>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// groups returns the results that have a CPU figure, those of one workload together.
func (r *Report) groups() [][]*Result {
	var groups [][]*Result
	for _, result := range r.Results {
		if result.Summary[figures.CPU] <= 0 {
			continue
		}
		last := len(groups) - 1
		if last < 0 || groups[last][0].Workload != result.Workload {
			groups = append(groups, nil)
			last++
		}
		groups[last] = append(groups[last], result)
	}
	return groups
}

// decades returns the powers of ten that all values lie between.
func (r *Report) decades() (low, high int) {
	smallest, largest := math.Inf(1), math.Inf(-1)
	for _, group := range r.groups() {
		for _, result := range group {
			smallest = min(smallest, result.Summary[figures.CPU])
			largest = max(largest, result.Summary[figures.CPU])
		}
	}
	if math.IsInf(smallest, 0) {
		return 0, 1
	}
	low = int(math.Floor(math.Log10(smallest)))
	return low, max(low+1, int(math.Ceil(math.Log10(largest))))
}

// position returns where on the x axis a value is.
func position(value float64, low, high int) float64 {
	part := (math.Log10(value) - float64(low)) / float64(high-low)
	return svgLeft + part*(svgWidth-svgLeft-svgRight)
}

func (r *Report) colors() map[string]string {
	colors := map[string]string{}
	for i, server := range r.Servers {
		colors[server.Name] = palette[i%len(palette)]
	}
	return colors
}

func (r *Report) legend(b *strings.Builder, colors map[string]string) {
	x := 12
	for _, server := range r.Servers {
		fmt.Fprintf(b, `<rect x="%d" y="34" width="10" height="10" fill="%s"/><text x="%d" y="43" fill="#222">%s</text>`+
			"\n", x, colors[server.Name], x+14, html.EscapeString(server.Name))
		x += 34 + 7*len(server.Name)
	}
}

func axis(b *strings.Builder, low, high, height int) {
	for decade := low; decade <= high; decade++ {
		x := position(math.Pow10(decade), low, high)
		fmt.Fprintf(b, `<line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="#dddddd"/>`, x, svgTop-6, x, height-svgBottom)
		fmt.Fprintf(b, `<text x="%.1f" y="%d" text-anchor="middle" fill="#666">%g</text>`+"\n",
			x, height-svgBottom+16, math.Pow10(decade))
	}
}
