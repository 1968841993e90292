package main

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"nsk/warehouse"
)

// resources tells what the installation takes of the disk and of the memory, and what is left.
func (a *app) resources() *cobra.Command {
	return &cobra.Command{
		Use:   "resources",
		Short: "Show what the installation takes of disk and memory, and what is left",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			return a.listResources(cfg)
		},
	}
}

func (a *app) listResources(cfg *config) error {
	var rows [][]string
	for _, part := range []struct{ kk, ru, en, path string }{
		{"деректер қоймасы", "хранилище данных", "warehouse", filepath.Join(cfg.Data, "warehouse*")},
		{"алынған файлдар", "полученные файлы", "files received", cfg.landing()},
		{"шығарылымдар", "выпуски данных", "releases", filepath.Join(cfg.Data, "releases")},
		{"әрекеттер журналы", "журнал действий", "log of acts", filepath.Join(cfg.Data, "audit")},
		{"ресми құжаттар", "официальные документы", "official documents", filepath.Join(cfg.Data, "documents")},
		{"деректер қалтасы, барлығы", "папка данных, всего", "data folder, all", cfg.Data},
	} {
		n, err := weigh(part.path)
		if err != nil {
			return err
		}
		rows = append(rows, []string{a.pick(part.kk, part.ru, part.en), size(n)})
	}
	var disk unix.Statfs_t
	if err := unix.Statfs(cfg.Data, &disk); err != nil {
		return err
	}
	block := int64(disk.Bsize)
	rows = append(rows, []string{a.pick("дискідегі бос орын", "свободно на диске", "free on the disk"), size(int64(disk.Bavail) * block)},
		[]string{a.pick("диск көлемі", "объём диска", "size of the disk"), size(int64(disk.Blocks) * block)},
		[]string{a.pick("DuckDB жад шегі", "предел памяти DuckDB", "memory limit of DuckDB"), cmp.Or(cfg.Memory, warehouse.DefaultMemory)},
		[]string{a.pick("процесс алған жад", "память процесса", "memory of this process"), kernel("/proc/self/status", "VmRSS:")},
		[]string{a.pick("компьютердегі қолжетімді жад", "доступная память компьютера", "memory available"), kernel("/proc/meminfo", "MemAvailable:")})
	return a.list([]string{"resource", "amount"}, rows)
}

// weigh is how many bytes the files of a folder have, or those that a pattern names. What
// goes away meanwhile is not there.
func weigh(pattern string) (n int64, err error) {
	roots, err := filepath.Glob(pattern)
	for _, root := range roots {
		err = errors.Join(err, filepath.WalkDir(root, func(_ string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			info, err := d.Info()
			if err == nil {
				n += info.Size()
			}
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			return err
		}))
	}
	return n, err
}

// kernel is a line of what the kernel tells; "" where it does not.
func kernel(file, name string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, name); ok {
			return inUnits(strings.TrimSpace(rest))
		}
	}
	return ""
}

// inUnits is what the kernel says in kilobytes, as a person reads it.
func inUnits(text string) string {
	n, err := strconv.ParseInt(strings.TrimSuffix(text, " kB"), 10, 64)
	if err != nil {
		return text
	}
	return size(n * 1024)
}
