package org.heredity.reports.html;

import java.util.Optional;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.reports.text.NumberFormats;

/** Every student on its own, with counts. */
final class CellsSection implements Section {
  @Override
  public String id() {
    return "cells";
  }

  @Override
  public String heading() {
    return "Every cell";
  }

  @Override
  public Optional<Element> content(SuiteResult result) {
    HtmlTable table =
        new HtmlTable("One row a student and attack; shares in %")
            .textColumn("Target", "")
            .textColumn("Method", "")
            .attackColumn(result)
            .numberColumn("Seed", "")
            .numberColumn("ACC", "")
            .numberColumn("Right", "Right when clean, of the test images")
            .numberColumn("DIR", "")
            .numberColumn("Inherited", "Wrong when adversarial, of those right when clean")
            .numberColumn("Noise", "DIR under uniform noise of the same epsilon")
            .numberColumn("Retained", "Convolution weights that are not zero")
            .numberColumn(
                "Moved",
                "How far the convolution weights moved from the teacher's, relative to their norm")
            .textColumn("Student", "Start of the digest of its weights");
    for (CellResult c : result.cells()) {
      table.row().cell(c.target()).cell(c.method()).attack(c.attack());
      table.number(c.seed(), "" + c.seed());
      if (c.done()) {
        table.number(
            c.acc(),
            NumberFormats.hundred(c.acc()),
            NumberFormats.interval(c.accInterval()),
            NumberFormats.intervalKind(c.accInterval()));
        table.number(c.accNumerator(), c.accNumerator() + " / " + c.accDenominator());
        table.number(
            c.dir(),
            NumberFormats.hundred(c.dir()),
            NumberFormats.interval(c.dirInterval()),
            NumberFormats.intervalKind(c.dirInterval()));
        table.number(c.dirNumerator(), c.dirNumerator() + " / " + c.dirDenominator());
        table.number(c.noiseDir(), NumberFormats.hundred(c.noiseDir()));
        table.number(c.weightsKept(), NumberFormats.hundred(c.weightsKept()));
        table.number(c.moved(), NumberFormats.hundred(c.moved()));
        table.cell(Element.text("code", shortened(c.studentDigest())));
      } else {
        for (int i = 0; i < 7; i++) {
          table.number(Double.NaN, NumberFormats.NONE);
        }
        table.cell(Element.of("span", "failed").text("failed: " + c.error()));
      }
    }
    return Optional.of(table.element());
  }

  static String shortened(String digest) {
    String hex = digest.substring(digest.indexOf(':') + 1);
    return hex.length() > 12 ? hex.substring(0, 12) : hex;
  }
}
