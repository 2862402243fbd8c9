package org.heredity.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.heredity.api.result.GateResult;
import org.junit.jupiter.api.Test;

class MarkdownReportTest {
  @Test
  void theMainTableHasMeansAndIntervals() {
    String text = MarkdownReport.text(SampleSuite.result());
    assertTrue(text.startsWith("# cifar-to-photos\n\n**seam inherits 12.6%"), text);
    assertTrue(
        text.contains(
            "| photos6 | fine-tune | penultimate-pgd | 3 | 85.3 \\[84.8–85.8\\] |"
                + " 61.5 \\[60.3–62.5\\] | 1.2 | 67.1 | 100.0 |"),
        text);
    assertTrue(text.contains("- WARNING too-few-images, photos6: 600 test images"), text);
  }

  @Test
  void gatesComeFirst() {
    String text =
        MarkdownReport.text(
            SampleSuite.result(1, List.of(new GateResult("max-dir", "photos6", 0.1, 0.2, false))));
    assertTrue(text.contains("**The student fails: DIR 20.0%, at most 10.0% allowed.**"), text);
    assertTrue(text.contains("| max-dir | photos6 | 10.0 | 20.0 | **no** |"), text);
  }

  @Test
  void hostileNamesStayText() {
    String text = MarkdownReport.text(Hostile.result());
    assertFalse(text.contains("<img"), text);
    assertFalse(text.contains("</td>"), text);
    assertFalse(text.contains("[x]("), text);
    long tableRows = text.lines().filter(line -> line.startsWith("|")).count();
    assertEquals(3 + 3 + 3, tableRows, "a name does not end its row");
  }
}
