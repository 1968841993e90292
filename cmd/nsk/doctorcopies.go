package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"nsk/warehouse/backup"
)

// unset begins what is said of a part that is not configured, which is neither well nor ill.
const unset = "– "

// acts verifies the log of who did and saw what, against what releases noted of it.
func (x *examination) acts(ctx context.Context) (string, []complaint, error) {
	anchors, err := x.cfg.anchors(ctx, "")
	if err != nil {
		return "", nil, err
	}
	n, faults, err := x.cfg.auditLog().Verify(anchors...)
	var ill []complaint
	for _, f := range faults {
		ill = append(ill, complaint{x.auditFault(f), x.pick("журналды резервтік көшірмедегімен салыстырыңыз (nsk backup verify)", "сравните журнал с тем, что в резервной копии (nsk backup verify)", "compare the log with the one in a backup (nsk backup verify)")})
	}
	return fmt.Sprintf(x.pick("жазбалар – %d, тізбек тұтас", "записей – %d, цепочка цела", "%d entries, the chain holds"), n), ill, err
}

// stale is the age from which a nightly backup is missed.
const stale = 36 * time.Hour

// backups says how old the newest backup is. It looks whether that is still there, and
// leaves it to nsk backup verify to read it.
func (x *examination) backups(ctx context.Context) (string, []complaint, error) {
	rec, err := x.cfg.record()
	if err != nil {
		return "", nil, err
	}
	place, last := rec.newest()
	if last.ID == "" {
		if x.cfg.Backup.To == "" {
			return unset + x.pick("бапталмаған (nsk.yaml: backup: {to: …})", "не настроены (nsk.yaml: backup: {to: …})", "not configured (nsk.yaml: backup: {to: …})"), nil, nil
		}
		return "", []complaint{{x.pick("әлі бірде-біреуі жоқ", "ещё ни одной нет", "there is none yet"), x.pick("nsk backup командасын орындаңыз", "выполните nsk backup", "run nsk backup")}}, nil
	}
	said := fmt.Sprintf(x.pick("соңғысы – %s (%s бұрын), %s", "последняя – %s (%s назад), %s", "the newest is %s (%s ago), at %s"), last.ID, x.age(x.now().Sub(last.Made)), place)
	var ill []complaint
	if x.cfg.Backup.To != "" && x.now().Sub(last.Made) > stale {
		ill = append(ill, complaint{said, x.pick("nsk backup командасын орындаңыз; неге түнде жасалмағанын nsk runs көрсетеді", "выполните nsk backup; почему ночью копия не сделана, показывает nsk runs", "run nsk backup; nsk runs shows why there was none at night")})
	}
	gone, err := x.gone(ctx, place, last.ID)
	if gone != "" {
		ill = append(ill, complaint{gone, x.pick("дисктің қосылғанын тексеріп, nsk backup командасын орындаңыз", "проверьте, подключён ли диск, и выполните nsk backup", "see whether the disk is mounted, and run nsk backup")})
	}
	return said, ill, err
}

// gone says that the backup is no longer where it was made.
func (x *examination) gone(ctx context.Context, place, id string) (string, error) {
	s, err := x.stock(x.cfg, place)
	if err != nil {
		return "", err
	}
	ids, err := backup.IDs(ctx, s)
	if err != nil || slices.Contains(ids, id) {
		return "", err
	}
	return fmt.Sprintf(x.pick("%s: %s көшірмесі жоқ", "%s: копии %s нет", "%s: the backup %s is not there"), place, id), nil
}

// age is how long something is ago, as people say it.
func (x *examination) age(d time.Duration) string {
	hours := int(d / time.Hour)
	text := strconv.Itoa(hours) + x.pick(" сағ", " ч", " h")
	if hours >= 48 {
		text = strconv.Itoa(hours/24) + x.pick(" күн", " дн.", " days")
	}
	return strings.TrimSpace(text)
}
