package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"nsk/reports/edition"
)

func (a *app) reportVerify() *cobra.Command {
	var manifest string
	c := &cobra.Command{
		Use:   "verify FILE",
		Short: "Say whether a file is the one that was written with a report, byte for byte",
		Long: `Compares FILE with manifest.json beside it, in the folder that --manifest names, and in the reports
of the out folder. Where it differs: whether a number was changed, which, and what it was.`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			dirs, err := a.manifests(args[0], manifest)
			if err != nil {
				return err
			}
			v, err := edition.Verify(args[0], dirs...)
			if err != nil {
				return err
			}
			return a.sayVerdict(args[0], v)
		},
	}
	c.Flags().StringVar(&manifest, "manifest", "", "folder of the manifest to compare with (default beside the file, and in the out folder)")
	return c
}

// manifests lists the folders where a manifest may stand.
func (a *app) manifests(file, named string) ([]string, error) {
	if a.lang == "" {
		a.lang = "ru"
	}
	if named != "" {
		return []string{named}, nil
	}
	dirs := []string{filepath.Dir(file), filepath.Dir(filepath.Dir(file))}
	if !exists(a.configFile) {
		return dirs, nil
	}
	cfg, err := a.config()
	if err != nil {
		return nil, err
	}
	reports, err := filepath.Glob(filepath.Join(cfg.Out, "*", edition.ManifestName))
	for _, m := range reports {
		dirs = append(dirs, filepath.Dir(m))
	}
	return dirs, err
}

// changesShown is how many changed numbers are named.
const changesShown = 20

// sayVerdict says what became of the file; all but the file itself is a failure.
func (a *app) sayVerdict(file string, v edition.Verdict) error {
	if v.State == edition.Same {
		fmt.Fprintf(a.out, a.pick("%s – есептің дәл сол файлы: %s. Шығарылым %s, %d-редакция, кезең %s – %s. SHA-256 %s\n",
			"%s – именно тот файл отчёта: %s. Выпуск %s, редакция %d, период %s – %s. SHA-256 %s\n",
			"%s is the file of the report: %s. Release %s, edition %d, period %s – %s. SHA-256 %s\n"),
			file, v.File.Name, v.Manifest.Release, v.Manifest.Edition, v.Manifest.From, v.Manifest.To, v.SHA256)
		return nil
	}
	for i, c := range v.Changes {
		if i == changesShown {
			fmt.Fprintf(a.out, a.pick("… тағы %d\n", "… и ещё %d\n", "… and %d more\n"), len(v.Changes)-i)
			break
		}
		fmt.Fprintf(a.out, "%s: %s → %s\n", c.ID, shownOr(c.Was), shownOr(c.Is))
	}
	return differs(file, v)
}

func shownOr(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// differs is the verdict on a file that is not the one of the manifest.
func differs(file string, v edition.Verdict) *said {
	if v.State == edition.Unknown {
		return &said{
			kk: fmt.Sprintf("%s: мұндай файл бірде-бір есептің manifest.json тізбесінде жоқ (SHA-256 %s)", file, v.SHA256),
			ru: fmt.Sprintf("%s: такого файла нет в перечне manifest.json ни одного отчёта (SHA-256 %s)", file, v.SHA256),
			en: fmt.Sprintf("%s: no manifest.json knows such a file (SHA-256 %s)", file, v.SHA256),
		}
	}
	where := filepath.Join(v.Dir, edition.ManifestName)
	what := map[edition.State]said{
		edition.BytesDiffer: {"сандары бірдей, мәтіні немесе ресімделуі басқа", "числа те же, отличаются слова или оформление", "its numbers are the same, words or form differ"},
		edition.FactsDiffer: {"сандары өзгертілген", "числа изменены", "its numbers were changed"},
		edition.OnlyDiffers: {"байттары басқа; мұндай файлдың сандарын салыстыру мүмкін емес", "байты отличаются; числа такого файла сравнить нельзя", "its bytes differ; the numbers of such a file cannot be compared"},
	}[v.State]
	return &said{
		kk: fmt.Sprintf("%s – есептің файлы емес: %s. Салыстырылғаны: %s, шығарылым %s, %d-редакция (%s)", file, what.kk, v.File.Name, v.Manifest.Release, v.Manifest.Edition, where),
		ru: fmt.Sprintf("%s – не тот файл отчёта: %s. Сравнено с %s, выпуск %s, редакция %d (%s)", file, what.ru, v.File.Name, v.Manifest.Release, v.Manifest.Edition, where),
		en: fmt.Sprintf("%s is not the file of the report: %s. Compared with %s, release %s, edition %d (%s)", file, what.en, v.File.Name, v.Manifest.Release, v.Manifest.Edition, where),
	}
}
