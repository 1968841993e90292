package main

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"nsk/warehouse/backup"
)

// A backupConfig says where backups go and how many are kept. The two secrets of a bucket
// are named under secrets, as backup-key and backup-secret. On a machine without a
// configuration, the variables NSK_BACKUP_ENDPOINT, _REGION, _KEY and _SECRET say the same.
type backupConfig struct {
	To       string `yaml:"to,omitempty"`       // a folder, or s3://bucket/prefix
	Endpoint string `yaml:"endpoint,omitempty"` // of the S3 service, host:port
	Region   string `yaml:"region,omitempty"`
	Plain    bool   `yaml:"plain,omitempty"` // HTTP without TLS
	Keep     struct {
		Days   int `yaml:"days,omitempty"`
		Weeks  int `yaml:"weeks,omitempty"`
		Months int `yaml:"months,omitempty"`
	} `yaml:"keep,omitempty"`
}

// retention is a week of nights, a month of weeks and a year of months, unless told otherwise.
func (b backupConfig) retention() backup.Retention {
	if b.Keep.Days+b.Keep.Weeks+b.Keep.Months == 0 {
		return backup.Retention{Days: 7, Weeks: 5, Months: 12}
	}
	return backup.Retention{Days: b.Keep.Days, Weeks: b.Keep.Weeks, Months: b.Keep.Months}
}

// A stock is a place of backups, with the name it has for people and on record.
type stock struct {
	backup.Place
	name string
}

// stock is where backups are: to, or what the configuration says.
func (a *app) stock(cfg *config, to string) (stock, error) {
	if to == "" && cfg.Backup.To == "" {
		return stock{}, &said{
			kk: "резервтік көшірмелердің орны көрсетілмеген: --to қалтасын беріңіз немесе nsk.yaml файлына backup: {to: …} деп жазыңыз",
			ru: "не указано, где хранить резервные копии: задайте --to или напишите в nsk.yaml backup: {to: …}",
			en: "no place for backups is named: give --to, or write backup: {to: …} into nsk.yaml",
		}
	}
	if u, err := url.Parse(cmp.Or(to, cfg.Backup.To)); err == nil && u.Scheme == "s3" {
		p, err := cfg.bucket(u)
		return stock{p, u.String()}, err
	}
	dir := cfg.Backup.To // already absolute
	if to != "" {
		var err error
		if dir, err = filepath.Abs(a.path(to)); err != nil {
			return stock{}, err
		}
	}
	for _, taken := range []string{cfg.Data, cfg.Keys, cfg.landing()} {
		if taken != "" && (inside(taken, dir) || inside(dir, taken)) {
			return stock{}, apart(taken)
		}
	}
	return stock{backup.Folder{Dir: dir}, dir}, nil
}

func apart(taken string) error {
	return &said{
		kk: fmt.Sprintf("резервтік көшірмелер мен %s бір-бірінің ішінде жатпауы керек: біреуімен бірге екіншісі де жоғалады немесе бөтен қолға түседі; басқа дискідегі қалтаны көрсетіңіз", taken),
		ru: fmt.Sprintf("резервные копии и %s не должны лежать одно внутри другого: вместе пропадут или вместе попадут в чужие руки; укажите папку на другом диске", taken),
		en: fmt.Sprintf("backups and %s must not lie one inside the other: they would be lost, or get into other hands, together; name a folder on another disk", taken),
	}
}

// inside reports whether file lies in dir, or is dir.
func inside(dir, file string) bool {
	rel, err := filepath.Rel(dir, file)
	return err == nil && filepath.IsLocal(rel)
}

func (cfg *config) bucket(u *url.URL) (backup.Place, error) {
	endpoint := cmp.Or(cfg.Backup.Endpoint, os.Getenv("NSK_BACKUP_ENDPOINT"))
	o := backup.S3Options{Endpoint: endpoint, Bucket: u.Host, Prefix: strings.TrimPrefix(u.Path, "/"), Region: cmp.Or(cfg.Backup.Region, os.Getenv("NSK_BACKUP_REGION")), Plain: cfg.Backup.Plain}
	if scheme, host, ok := strings.Cut(endpoint, "://"); ok {
		o.Endpoint, o.Plain = host, scheme == "http"
	}
	if o.Endpoint == "" || o.Bucket == "" {
		return nil, errors.New("backup: name the S3 service in nsk.yaml, as backup: {to: s3://bucket/prefix, endpoint: host:port}, or in NSK_BACKUP_ENDPOINT")
	}
	if o.Prefix != "" && !strings.HasSuffix(o.Prefix, "/") {
		o.Prefix += "/"
	}
	for name, into := range map[string]*string{"backup-key": &o.Key, "backup-secret": &o.Secret} {
		secret, err := cfg.secret(name)
		if err != nil {
			return nil, err
		}
		if *into = cmp.Or(secret, os.Getenv("NSK_"+strings.ToUpper(strings.ReplaceAll(name, "-", "_")))); *into == "" {
			return nil, fmt.Errorf("backup: the secret %s of the bucket is not set; name it under secrets in nsk.yaml as env:VARIABLE or file:path", name)
		}
	}
	return backup.NewS3(o)
}
