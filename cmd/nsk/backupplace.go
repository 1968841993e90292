package main

import (
	"cmp"
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
		p, err := cfg.Backup.bucket(cfg, "backup", u)
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

// bucket is a place in an S3 service. What it is for names the secrets and the variables.
func (b backupConfig) bucket(cfg *config, what string, u *url.URL) (backup.Place, error) {
	variable := "NSK_" + strings.ToUpper(what)
	endpoint := cmp.Or(b.Endpoint, os.Getenv(variable+"_ENDPOINT"))
	o := backup.S3Options{Endpoint: endpoint, Bucket: u.Host, Prefix: strings.TrimPrefix(u.Path, "/"), Region: cmp.Or(b.Region, os.Getenv(variable+"_REGION")), Plain: b.Plain}
	if scheme, host, ok := strings.Cut(endpoint, "://"); ok {
		o.Endpoint, o.Plain = host, scheme == "http"
	}
	if o.Endpoint == "" || o.Bucket == "" {
		return nil, fmt.Errorf("%[1]s: name the S3 service in nsk.yaml, as %[1]s: {to: s3://bucket/prefix, endpoint: host:port}, or in %[2]s_ENDPOINT", what, variable)
	}
	if o.Prefix != "" && !strings.HasSuffix(o.Prefix, "/") {
		o.Prefix += "/"
	}
	for name, into := range map[string]*string{"key": &o.Key, "secret": &o.Secret} {
		secret, err := cfg.secret(what + "-" + name)
		if err != nil {
			return nil, err
		}
		if *into = cmp.Or(secret, os.Getenv(variable+"_"+strings.ToUpper(name))); *into == "" {
			return nil, fmt.Errorf("%[1]s: the secret %[1]s-%[2]s of the bucket is not set; name it under secrets in nsk.yaml as env:VARIABLE or file:path", what, name)
		}
	}
	return backup.NewS3(o)
}
