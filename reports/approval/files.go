package approval

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"nsk/reports/words"
)

// PutIn takes the files of the folder from as the draft of a document.
func (s *Store) PutIn(ctx context.Context, name, from string, e Event) (done Event, err error) {
	e.Act = ActDraft
	err = s.alone(ctx, name, func(events []Event) error {
		standing := Stand(events)
		files, err := listFiles(from)
		if err != nil {
			return err
		}
		if len(files) == 0 {
			return fmt.Errorf("document %s: %s holds no files", name, from)
		}
		e.Files = listHash(files)
		if _, err := standing.allow(e, s.Roles); err != nil {
			return err
		}
		into := s.folder(name, max(standing.Version, 1), len(standing.Authors)+1)
		if err := copyFiles(from, into, files); err != nil {
			return fmt.Errorf("document %s: %w", name, err)
		}
		done, err = s.do(name, events, e)
		return err
	})
	return done, err
}

// MayDraft refuses, as PutIn would, who may not put a draft in: before it is written, which
// takes minutes.
func (s *Store) MayDraft(name string, e Event) error {
	standing, err := s.Standing(name)
	if err != nil {
		return err
	}
	e.Act, e.Files = ActDraft, "not written yet"
	_, err = standing.allow(e, s.Roles)
	return err
}

// copyFiles makes read-only copies. What an interrupted call left is replaced.
func copyFiles(from, into string, files []File) error {
	if err := os.RemoveAll(into); err != nil {
		return err
	}
	for _, f := range files {
		if err := copyFile(filepath.Join(from, filepath.FromSlash(f.Name)), filepath.Join(into, filepath.FromSlash(f.Name))); err != nil {
			return err
		}
	}
	return nil
}

func copyFile(from, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o400)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// A Copy is the files of one version, read.
type Copy struct {
	Standing Standing
	Dir      string
	Files    []File
}

// Look returns the files of the newest version for somebody who works on the document, and
// writes into its history that they looked. Files that were changed are refused.
func (s *Store) Look(ctx context.Context, name, who, account string) (Copy, error) {
	standing, err := s.Standing(name)
	if err != nil {
		return Copy{}, err
	}
	if !standing.Public(s.Now()) {
		if _, err := s.Do(ctx, name, Event{Act: ActLook, Who: who, Account: account}); err != nil {
			return Copy{}, err
		}
	}
	return s.read(name, standing)
}

// Files are those of the newest version, for showing to who works on it which there are;
// Look is for who takes them.
func (s *Store) Files(name string) (Copy, error) {
	standing, err := s.Standing(name)
	if err != nil {
		return Copy{}, err
	}
	return s.read(name, standing)
}

// Released returns the files of the newest version that anybody may have, fs.ErrNotExist if
// there is none: before its time not even that there is a document can be learnt.
func (s *Store) Released(name string) (Copy, error) {
	all, err := s.Published(name)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("document %s: %w", name, fs.ErrNotExist)
	}
	if err != nil {
		return Copy{}, err
	}
	return all[0], nil
}

// Published are all versions that anybody may have, the newest first.
func (s *Store) Published(name string) (all []Copy, err error) {
	if !nameForm.MatchString(name) { // such as ..
		return nil, fmt.Errorf("document %q: %w", name, fs.ErrNotExist)
	}
	events, err := s.History(name)
	if err != nil {
		return nil, err
	}
	for n := len(events); n > 0; n-- {
		at := Stand(events[:n])
		if events[n-1].Act != ActDeliver || !at.Public(s.Now()) {
			continue
		}
		c, err := s.read(name, at)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// read gives the files only if they are those that were put in.
func (s *Store) read(name string, at Standing) (Copy, error) {
	if at.Files == "" {
		return Copy{}, refuse("%s құжатының файлдары әлі жоқ: nsk document draft", "файлов документа %s ещё нет: nsk document draft", "document %s has no files yet: nsk document draft", name)
	}
	files, err := s.list(name, at)
	if err != nil {
		return Copy{}, err
	}
	if listHash(files) != at.Files {
		return Copy{}, refuse("%s құжатының файлдары қол қойылғаннан кейін өзгерген; оларды резервтік көшірмеден қалпына келтіріңіз", "файлы документа %s изменены после внесения; восстановите их из резервной копии",
			"the files of document %s were changed after they were put in; restore them from a backup", name)
	}
	return Copy{Standing: at, Dir: s.folder(name, at.Version, len(at.Authors)), Files: files}, nil
}

// Note is a text in one or both languages as an event keeps it; nil if there is none.
func Note(kk, ru string) *words.Text {
	if kk == "" && ru == "" {
		return nil
	}
	return &words.Text{KK: kk, RU: ru}
}
