package s3

import (
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"io"
	"net/http"
	"regexp"
	"strings"

	"github.com/minio/minio-go/v7"

	"nsk/connectors/folder"
)

// An object is being read from its first byte, and knows what it must add up to.
type object struct {
	io.ReadCloser
	sums []folder.Sum
}

// Sums are the check sums of the whole content.
func (o object) Sums() []folder.Sum { return o.sums }

// plainMD5 is an ETag of an object that was sent in one piece. One with a dash is of many
// pieces, and no MD5 of the whole.
var plainMD5 = regexp.MustCompile(`^[0-9a-f]{32}$`)

// sums reads what a service says of the content: the ETag, unless the object is encrypted
// with a key of its own or the contract says that it is none, and sums of the whole object.
func (b *bucket) sums(f folder.File, header http.Header) (all []folder.Sum) {
	own := header.Get("X-Amz-Server-Side-Encryption-Customer-Algorithm") != "" || strings.HasPrefix(header.Get("X-Amz-Server-Side-Encryption"), "aws:kms")
	if b.md5 && !own && plainMD5.MatchString(f.Mark) {
		want, _ := hex.DecodeString(f.Mark) // plainMD5 has read it
		all = append(all, folder.Sum{Name: "MD5 (if the ETags of this service are none, set options.md5 of the contract to false)", New: md5.New, Want: want})
	}
	for _, kind := range []minio.ChecksumType{minio.ChecksumSHA256, minio.ChecksumCRC64NVME, minio.ChecksumCRC32C, minio.ChecksumCRC32} {
		want, err := base64.StdEncoding.DecodeString(header.Get(kind.Key())) // of many pieces it ends in a dash and their number
		if err == nil && len(want) > 0 && header.Get("X-Amz-Checksum-Type") != "COMPOSITE" {
			all = append(all, folder.Sum{Name: kind.String(), New: func() hash.Hash { return kind.Hasher() }, Want: want})
		}
	}
	return all
}
