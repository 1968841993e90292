package folder

import (
	"context"
	"fmt"
	"path"
	"strings"

	"nsk/connectors"
	"nsk/connectors/contract"
)

// Single is a source whose every return has a place of its own. It cannot tell what lies
// ready, and puts nothing aside.
type Single struct {
	folder *Folder
	path   string // with {period} and {provider}
}

func single(c *contract.Contract, f *Folder) (*Single, error) {
	s := &Single{folder: f, path: f.dir}
	rest := strings.NewReplacer("{period}", "", "{provider}", "").Replace(s.path)
	switch {
	case strings.ContainsAny(rest, "{}"):
		return nil, fmt.Errorf("source %s: options.path: %q; in braces stand period and provider only", c.Source, s.path)
	case connectors.MediaTypeOf(s.path) == "":
		return nil, fmt.Errorf("source %s: options.path: %q ends in no known form; end it in .csv, .json, .jsonl, .xlsx, .xml or .parquet, or in a slash if it is a folder", c.Source, s.path)
	case f.settle != Leave || f.pattern != "":
		return nil, fmt.Errorf("source %s: options.settle and options.pattern are for a folder; end options.path in a slash, or leave them out", c.Source)
	}
	return s, nil
}

// Fetch opens the file of the wanted return.
func (s *Single) Fetch(ctx context.Context, w connectors.Want) (*connectors.Batch, error) {
	name := strings.NewReplacer("{period}", w.Period.String(), "{provider}", w.Provider).Replace(s.path)
	if name != path.Clean(name) || path.IsAbs(name) || strings.HasPrefix(name, "../") {
		return nil, fmt.Errorf("fetch from %s: %q leads out of the folder; write options.path below the address", s.folder.Says, name)
	}
	files, err := s.folder.Place.Files(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("look for %s in %s: %w", w.Period, s.folder.Says, s.folder.missing(err))
	}
	if len(files) == 0 || !s.folder.still(files[0]) {
		return nil, fmt.Errorf("%s %s in %s: %w", w.Provider, w.Period, s.folder.Says, connectors.ErrNotPublished)
	}
	return s.folder.open(ctx, files[0], w)
}
