package org.heredity.reports.pdf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.text.PDFTextStripper;
import org.heredity.api.result.SuiteResult;
import org.heredity.reports.Samples;
import org.heredity.reports.chart.AccuracyBars;
import org.heredity.reports.chart.InheritanceBars;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class PdfReportTest {
  @TempDir Path folder;

  private PDDocument written(SuiteResult result) throws Exception {
    new PdfReport(Set.of(new AccuracyBars(), new InheritanceBars())).write(result, folder);
    return Loader.loadPDF(folder.resolve("report.pdf").toFile());
  }

  @Test
  void verdictTableAndFiguresAreOnPaper() throws Exception {
    try (PDDocument pdf = written(Samples.suite())) {
      String text = new PDFTextStripper().getText(pdf).replaceAll("\\s+", " ");
      assertTrue(text.contains("seam inherits 12.6% of the teacher's defects"), text);
      assertTrue(
          text.contains(
              "photos6 fine-tune penultimate-pgd 3 85.3 84.8–85.8 61.5 60.3–62.5 1.2 67.1 100.0"),
          text);
      assertTrue(text.contains("WARNING too-few-images photos6 600 test images"), text);
      int images = 0;
      for (PDPage page : pdf.getPages()) {
        for (var name : page.getResources().getXObjectNames()) {
          images += page.getResources().isImageXObject(name) ? 1 : 0;
        }
      }
      assertEquals(2, images);
      assertEquals("cifar-to-photos – Heredity", pdf.getDocumentInformation().getTitle());
    }
  }

  @Test
  void hostileNamesAreText() throws Exception {
    try (PDDocument pdf = written(Samples.hostile())) {
      String text = new PDFTextStripper().getText(pdf).replaceAll("\\s+", "");
      assertTrue(text.contains("=1+1</script></style></td>\"'><imgsrc=x"), text);
      assertNull(pdf.getDocumentCatalog().getOpenAction());
      for (PDPage page : pdf.getPages()) {
        assertEquals(0, page.getAnnotations().size(), "no links");
      }
    }
  }
}
