package org.heredity.reports;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.heredity.api.report.ReportFormat;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.Finding;
import org.heredity.api.result.GateResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.WhiteBoxResult;
import org.heredity.files.AtomicFile;
import org.heredity.reports.text.NumberFormats;
import org.heredity.reports.text.PlainText;
import org.heredity.reports.text.Verdict;

/**
 * {@code junit.xml}, as CI systems read it: a suite of test cases each for gates, cells, attacks on
 * the students themselves, and findings. A gate that does not hold and a finding that figures are
 * not to be relied on are failures, a cell that could not be measured is an error; other findings
 * pass and say their message.
 */
public final class JunitReport implements ReportFormat {
  @Override
  public String name() {
    return "junit";
  }

  @Override
  public String description() {
    return "junit.xml, gates, cells and findings as test cases for CI";
  }

  @Override
  public void write(SuiteResult result, Path directory) throws IOException {
    AtomicFile.write(directory.resolve("junit.xml"), text(result).getBytes(StandardCharsets.UTF_8));
  }

  static String text(SuiteResult result) throws IOException {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeCharacters("\n");
      xml.writeStartElement("testsuites");
      attribute(xml, "name", result.name());
      gates(xml, result.gates());
      cells(xml, result.cells());
      whiteBox(xml, result.whiteBox());
      findings(xml, result.findings());
      xml.writeEndElement();
      xml.writeCharacters("\n");
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IOException("junit.xml cannot be written", e);
    }
    return text.toString();
  }

  private static void gates(XMLStreamWriter xml, List<GateResult> gates) throws XMLStreamException {
    long failed = gates.stream().filter(gate -> !gate.passed()).count();
    suite(xml, "gates", gates.size(), failed, 0, 0);
    for (GateResult gate : gates) {
      testCase(xml, "gate." + gate.name(), gate.subject(), 0);
      if (!gate.passed()) {
        problem(xml, "failure", gate.name(), Verdict.gate(gate));
      }
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static void cells(XMLStreamWriter xml, List<CellResult> cells) throws XMLStreamException {
    long errors = cells.stream().filter(cell -> !cell.done()).count();
    double seconds = cells.stream().mapToDouble(CellResult::seconds).filter(Double::isFinite).sum();
    suite(xml, "cells", cells.size(), 0, errors, seconds);
    for (CellResult cell : cells) {
      testCase(
          xml,
          "cell." + cell.target() + "." + cell.attack(),
          cell.method() + ", seed " + cell.seed(),
          cell.seconds());
      if (cell.done()) {
        output(
            xml,
            String.format(
                Locale.ROOT,
                "ACC %s (%d of %d), DIR %s (%d of %d, %s %s)",
                NumberFormats.percent(cell.acc()),
                cell.accNumerator(),
                cell.accDenominator(),
                NumberFormats.percent(cell.dir()),
                cell.dirNumerator(),
                cell.dirDenominator(),
                NumberFormats.intervalKind(cell.dirInterval()),
                NumberFormats.interval(cell.dirInterval())));
      } else {
        problem(xml, "error", "cell", cell.error());
      }
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static void whiteBox(XMLStreamWriter xml, List<WhiteBoxResult> all)
      throws XMLStreamException {
    if (all.isEmpty()) {
      return;
    }
    double seconds = all.stream().mapToDouble(WhiteBoxResult::seconds).sum();
    suite(xml, "white-box", all.size(), 0, 0, seconds);
    for (WhiteBoxResult one : all) {
      testCase(
          xml,
          "white-box." + one.target() + "." + one.attack(),
          one.method() + ", seed " + one.seed(),
          one.seconds());
      output(
          xml,
          String.format(
              Locale.ROOT,
              "fooled %s (%d of %d, %s %s)",
              NumberFormats.percent(one.rate()),
              one.fooled(),
              one.correct(),
              NumberFormats.intervalKind(one.interval()),
              NumberFormats.interval(one.interval())));
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static void findings(XMLStreamWriter xml, List<Finding> findings)
      throws XMLStreamException {
    long grave = findings.stream().filter(f -> f.severity() == Finding.Severity.ERROR).count();
    suite(xml, "findings", findings.size(), grave, 0, 0);
    for (Finding finding : findings) {
      testCase(xml, "finding." + finding.id(), finding.subject(), 0);
      if (finding.severity() == Finding.Severity.ERROR) {
        problem(xml, "failure", finding.id(), finding.message());
      } else {
        output(xml, finding.severity() + ": " + finding.message());
      }
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static void suite(
      XMLStreamWriter xml, String name, long tests, long failures, long errors, double seconds)
      throws XMLStreamException {
    xml.writeCharacters("\n  ");
    xml.writeStartElement("testsuite");
    attribute(xml, "name", name);
    attribute(xml, "tests", String.valueOf(tests));
    attribute(xml, "failures", String.valueOf(failures));
    attribute(xml, "errors", String.valueOf(errors));
    attribute(xml, "skipped", "0");
    attribute(xml, "time", time(seconds));
  }

  private static void testCase(XMLStreamWriter xml, String group, String name, double seconds)
      throws XMLStreamException {
    xml.writeCharacters("\n    ");
    xml.writeStartElement("testcase");
    attribute(xml, "classname", group);
    attribute(xml, "name", name);
    attribute(xml, "time", time(seconds));
  }

  private static void problem(XMLStreamWriter xml, String kind, String type, String message)
      throws XMLStreamException {
    xml.writeStartElement(kind);
    attribute(xml, "type", type);
    attribute(xml, "message", message);
    xml.writeEndElement();
  }

  private static void output(XMLStreamWriter xml, String text) throws XMLStreamException {
    xml.writeStartElement("system-out");
    xml.writeCharacters(PlainText.of(text));
    xml.writeEndElement();
  }

  private static void attribute(XMLStreamWriter xml, String name, String value)
      throws XMLStreamException {
    xml.writeAttribute(name, PlainText.of(value));
  }

  private static String time(double seconds) {
    return String.format(Locale.ROOT, "%.3f", Double.isFinite(seconds) ? seconds : 0);
  }
}
