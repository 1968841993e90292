package main

import (
	"context"
	"path/filepath"

	"nsk/site/portal"
	"nsk/site/shelf"
)

// portal is what providers of returns work with in the site.
func (a *app) portal(ctx context.Context, l *lent, books *shelf.Shelf) portal.Options {
	return portal.Options{Desk: &l.house.Desk, Regions: l.house.Regions, House: l.house, Shelf: books, Audit: l.cfg.auditLog(),
		Dir: filepath.Join(l.cfg.Data, "portal"), Now: a.now, Life: ctx, Jobs: &l.jobs}
}
