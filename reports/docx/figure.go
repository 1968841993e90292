package docx

import (
	"fmt"

	"nsk/reports/document"
)

const (
	emuPerPixel = 9525      // English Metric Units of a CSS pixel
	emuPerTwip  = 635       // and of a twentieth of a point
	tallest     = 5_500_000 // of a figure: it shares its page with the caption
)

// figure is a picture with its text alternative, kept together with its caption.
func (b *body) figure(f document.Figure) error {
	p, err := paint(f)
	if err != nil {
		return err
	}
	b.pictures = append(b.pictures, p)
	n := len(b.pictures)
	w, h := p.Width*emuPerPixel, p.Height*emuPerPixel
	if k := min(1, textWidth*emuPerTwip/w, tallest/h); k < 1 {
		w, h = w*k, h*k
	}
	b.caption(f.ID, "figure", b.doc.Labels.Caption(f), f.Caption, f.Number, true)
	keep := ""
	if len(f.Note) > 0 || f.Source != "" {
		keep = "<w:keepNext/>"
	}
	size := fmt.Sprintf(`cx="%d" cy="%d"`, int(w), int(h))
	b.add(paragraph(shape{"Figure", keep}, fmt.Sprintf(`<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent %s/>`+
		`<wp:docPr id="%d" name="%s" descr="%s"/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>`+
		`<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="%d" name="%s" descr="%s"/><pic:cNvPicPr/></pic:nvPicPr>`+
		`<pic:blipFill><a:blip r:embed="rIdPicture%d"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>`+
		`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext %s/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`,
		size, n, escape(f.ID), escape(f.Alt), n, escape(f.ID), escape(f.Alt), n, size)))
	b.foot(nil, f.Note, f.Source)
	return nil
}
