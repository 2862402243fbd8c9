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
  void publishedFiguresStandBesideTheMeasured() {
    assertFalse(MarkdownReport.text(SampleSuite.result()).contains("Published"));
    String text = MarkdownReport.text(PublishedSuite.result());
    assertTrue(
        text.contains("| Method | Target | ACC | Published | DIR | Published | Published in |"),
        text);
    assertTrue(
        text.contains(
            "| fine-tune | photos6 | 85.3 | 85.33 | 61.5 | 50.12 | A Paper (2022), Table 1."
                + " Published at full length; here training-scale is 0.02. |"),
        text);
    assertTrue(
        text.contains("| remos | mean of 2: photos6, flowers102 | 88.4 | 74 | 20.6 | 40 |"), text);
    assertTrue(
        text.contains(
            "| seam | mean of 3: photos6, cub200, flowers102 | – | – | – | 12 | Another"
                + " &lt;Paper&gt; (2023), Figure 6. Published at full length; here training-scale is"
                + " 0.02. The published mean is over 3 targets, of which cub200 was not measured"
                + " here. |"),
        text);
  }

  @Test
  void gatesComeFirst() {
    String text =
        MarkdownReport.text(
            SampleSuite.result(
                1, List.of(GateResult.atMost("max-dir", "photos6", 0.1, 0.2, null))));
    assertTrue(text.contains("**The student fails: DIR 20.0%, at most 10.0% allowed.**"), text);
    assertTrue(text.contains("| max-dir | photos6 | 10.0 | 20.0 | **no** |"), text);
  }

  @Test
  void whatAttacksDoStandsInTablesOfItsOwn() {
    assertFalse(MarkdownReport.text(SampleSuite.result()).contains("one by one"));
    String text = MarkdownReport.text(EnsembleSuite.result());
    assertTrue(text.contains("| max-white-box | photos6, seam | 99.0 | 98.5 | **undecided** |"));
    assertTrue(
        text.contains("| photos6 | fine-tune | standard-1 | mi@other.pth | 450 | 29.3 | 74 | 24 |"),
        text);
    assertTrue(
        text.contains(
            "| flowers102 | remos | autoattack-1 | apgd-ce 18, apgd-t 1 | 1 | 100 | 19 of 85 | 22.4"
                + " | 14.8–32.3 |"),
        text);
    assertTrue(text.contains("| photos6 | standard-1.mi@other.pth | NO | 51 of 64 | 2 |"), text);
    assertTrue(text.contains(" | 96.7 | 3.1 | 1.610 | 1.720 | 8/255 |"), text);
    assertTrue(text.contains("| photos6 | standard-1 | together | 600 | 98.8 |"), text);
    assertTrue(
        text.contains("Together the attacks change the teacher's own answer on 98.8%"), text);
  }

  @Test
  void hostileNamesStayText() {
    String text = MarkdownReport.text(Hostile.result());
    assertFalse(text.contains("<img"), text);
    assertFalse(text.contains("</td>"), text);
    assertFalse(text.contains("[x]("), text);
    long tableRows = text.lines().filter(line -> line.startsWith("|")).count();
    assertEquals(4 + 3 + 3 + 3 + 3 + 3, tableRows, "a name does not end its row");
  }
}
