package org.heredity.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.heredity.api.result.GateResult;
import org.heredity.api.result.SuiteResult;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class JunitReportTest {
  private static Document parse(SuiteResult result) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(JunitReport.text(result))));
  }

  private static Element suite(Document document, int index) {
    return (Element) document.getElementsByTagName("testsuite").item(index);
  }

  @Test
  void aGateThatDoesNotHoldIsAFailure() throws Exception {
    Document xml =
        parse(
            SampleSuite.result(
                3,
                List.of(
                    GateResult.atMost("max-dir", "photos6", 0.3, 0.615, null),
                    GateResult.atLeast("min-acc", "photos6", 0.7, 0.85, null))));
    Element gates = suite(xml, 0);
    assertEquals("2", gates.getAttribute("tests"));
    assertEquals("1", gates.getAttribute("failures"));
    Element failure = (Element) gates.getElementsByTagName("failure").item(0);
    assertEquals("max-dir of photos6: 61.5%, limit 30.0%", failure.getAttribute("message"));
    assertEquals("18", suite(xml, 1).getAttribute("tests"));
    assertEquals("0", suite(xml, 1).getAttribute("errors"));
    assertTrue(
        suite(xml, 1).getTextContent().contains("DIR 60.3% (307 of 509, 95% Wilson interval"),
        suite(xml, 1).getTextContent());
    assertEquals("0", suite(xml, 2).getAttribute("failures"), "warnings do not fail a build");
  }

  @Test
  void attacksOnStudentsAreCasesAndUndecidedIsNotPassed() throws Exception {
    Document xml = parse(EnsembleSuite.result());
    Element failure = (Element) suite(xml, 0).getElementsByTagName("failure").item(0);
    assertEquals(
        "max-white-box of photos6, seam: 98.5% (96.9–99.2), limit 99.0%, undecided: too few images",
        failure.getAttribute("message"));
    Element whiteBox = suite(xml, 2);
    assertEquals("white-box", whiteBox.getAttribute("name"));
    assertEquals("24", whiteBox.getAttribute("tests"));
    assertEquals("0", whiteBox.getAttribute("failures"), "gates judge, not figures");
    assertTrue(
        whiteBox
            .getTextContent()
            .contains("fooled 98.8% (84 of 85, 95% Wilson interval 93.6–99.8)"),
        whiteBox.getTextContent());
  }

  @Test
  void failedCellsAreErrorsAndHostileTextStaysText() throws Exception {
    Document xml = parse(Hostile.result());
    assertEquals("1", suite(xml, 1).getAttribute("errors"));
    Element error = (Element) xml.getElementsByTagName("error").item(0);
    assertTrue(error.getAttribute("message").startsWith("=1+1</script>"));
    assertEquals("1", suite(xml, 3).getAttribute("failures"), "a grave finding fails a build");
    assertEquals(0, xml.getElementsByTagName("img").getLength());
  }
}
