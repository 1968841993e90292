package synthetic

import "fmt"

// check returns the twelfth digit of an IIN or BIN, and false if the eleven digits are
// never issued.
func check(eleven string) (digit byte, ok bool) {
	second := [11]int{3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2}
	var a, b int
	for i := range 11 {
		n := int(eleven[i] - '0')
		a += n * (i + 1)
		b += n * second[i]
	}
	if a %= 11; a == 10 {
		a = b % 11
	}
	return byte('0' + a%10), a != 10
}

// bin returns the n-th BIN of a registration month YYMM: a resident legal entity.
func bin(yymm string, n int) string {
	for serial := n * 3; ; serial++ {
		eleven := fmt.Sprintf("%s40%05d", yymm, serial)
		if d, ok := check(eleven); ok {
			return eleven + string(d)
		}
	}
}
