package natsconf

import "strings"

// mostLetters is the length up to which words are compared: no key is longer.
const mostLetters = 64

// Nearest returns the candidate that a mistyped word most likely stands for, or "" if none is near: with the case
// ignored, at most one of three letters may be missing, too many, wrong or swapped with the next. Of equally near ones
// the first is returned.
func Nearest(word string, candidates []string) string {
	best, bestDistance := "", max(1, len(word)/3)+1
	if len(word) > mostLetters {
		return ""
	}
	for _, candidate := range candidates {
		if len(candidate) > mostLetters {
			continue
		}
		if d := distance(strings.ToLower(word), strings.ToLower(candidate)); d < bestDistance {
			best, bestDistance = candidate, d
		}
	}
	return best
}

// distance counts the edits that make b of a: the optimal string alignment distance, over bytes.
func distance(a, b string) int {
	before, above, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above, row = above, row, before
	}
	return above[len(b)]
}
