package org.heredity.reports.html;

import java.util.List;
import java.util.Optional;
import org.heredity.api.result.EnsembleResult;
import org.heredity.api.result.SetResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.TargetResult;
import org.heredity.reports.text.NumberFormats;

/** Target datasets and adversarial sets, with the controls that make a DIR readable. */
final class ControlsSection implements Section {
  private static final String PIXEL = "pixel";

  @Override
  public String id() {
    return "controls";
  }

  @Override
  public String heading() {
    return "Adversarial sets and controls";
  }

  @Override
  public Optional<Element> content(SuiteResult result) {
    Element content = Element.of("div");
    HtmlTable sets =
        new HtmlTable(
                "One set serves all methods. An attack worth the name fools the teacher, and does"
                    + " far more than noise of the same epsilon")
            .textColumn("Target", "")
            .textColumn("Attack", "")
            .textColumn("Threat model", "")
            .numberColumn("Images", "")
            .numberColumn("Teacher fooled, %", "Images on which the teacher's own answer changes")
            .numberColumn("By noise, %", "The same under uniform noise of the same epsilon")
            .numberColumn(
                "Largest change",
                "By the threat model's norm, in its unit, from the clean images as they are; at most"
                    + " epsilon, but the papers' clip to [-2.2, 2.2] moves white pixels by up to"
                    + " 0.44")
            .numberColumn(
                "L2", "Mean length of an image's change, pixels of 0 to 1; then the greatest");
    // For the usual sets that is the largest change, which stands there already.
    boolean otherNorms = result.sets().stream().anyMatch(s -> !inLevels(s));
    if (otherNorms) {
      sets.numberColumn("L∞", "Greatest change of a value (L-infinity), in levels of a pixel");
    }
    sets.numberColumn("Objective gained", "What the attack ascends, adversarial minus clean")
        .numberColumn("Time", "")
        .textColumn("Digest", "");
    for (SetResult s : result.sets()) {
      String change = change(s);
      double gained = s.objectiveAdversarial() - s.objectiveClean();
      table(sets.row(), s);
      sets.number(s.maxPerturbation(), change);
      length(sets, s);
      if (otherNorms) {
        sets.number(s.maxLinf(), NumberFormats.levels(s.maxLinf()));
      }
      sets.number(
              gained,
              NumberFormats.number(gained),
              "",
              "clean "
                  + NumberFormats.number(s.objectiveClean())
                  + ", adversarial "
                  + NumberFormats.number(s.objectiveAdversarial()))
          .number(s.seconds(), NumberFormats.duration(s.seconds()))
          .cell(Element.text("code", CellsSection.shortened(s.digest())));
    }
    content.with(sets.element());
    if (!result.ensembles().isEmpty()) {
      content.with(ensembles(result.ensembles()).element());
    }
    HtmlTable targets =
        new HtmlTable("Target datasets")
            .textColumn("Target", "")
            .numberColumn("Classes", "")
            .numberColumn("Training images", "Those held out included")
            .numberColumn("Held out", "Training images on which choices are made")
            .numberColumn("Test images", "")
            .textColumn("Notes", "")
            .textColumn("Digest", "");
    for (TargetResult t : result.targets()) {
      targets
          .row()
          .cell(t.name())
          .number(t.classes().size(), "" + t.classes().size())
          .number(t.train(), "" + t.train())
          .number(t.heldOut(), "" + t.heldOut())
          .number(t.test(), "" + t.test())
          .cell(String.join(" ", t.notes()))
          .cell(Element.text("code", CellsSection.shortened(t.digest())));
    }
    return Optional.of(content.with(targets.element()));
  }

  private static HtmlTable ensembles(List<EnsembleResult> ensembles) {
    HtmlTable table =
        new HtmlTable("What the attacks of an ensemble do to the teacher together")
            .textColumn("Target", "")
            .textColumn("Ensemble", "")
            .numberColumn("Attacks", "")
            .numberColumn("Images", "")
            .numberColumn(
                "Teacher fooled, %", "Images on which any attack changes the teacher's own answer");
    for (EnsembleResult e : ensembles) {
      table
          .row()
          .cell(e.target())
          .cell(e.attack())
          .number(e.members().size(), "" + e.members().size())
          .number(e.images(), "" + e.images())
          .number(e.teacherFoolingRate(), NumberFormats.hundred(e.teacherFoolingRate()));
    }
    return table;
  }

  private static void length(HtmlTable sets, SetResult s) {
    if (Double.isNaN(s.meanL2())) {
      sets.number(Double.NaN, NumberFormats.NONE);
    } else {
      sets.number(
          s.meanL2(),
          NumberFormats.number(s.meanL2()),
          "max " + NumberFormats.number(s.maxL2()),
          "mean over the images; all channels together, pixels of 0 to 1");
    }
  }

  /** In levels of a pixel where it is a value's change, else as a length. */
  private static String change(SetResult s) {
    if (inLevels(s)) {
      return NumberFormats.levels(s.maxPerturbation());
    }
    return NumberFormats.number(s.maxPerturbation())
        + (s.unit().equals(PIXEL) ? "" : " normalised");
  }

  private static boolean inLevels(SetResult s) {
    return s.unit().equals(PIXEL) && s.norm().equals(SetResult.L_INFINITY);
  }

  private static void table(HtmlTable sets, SetResult s) {
    sets.cell(s.target())
        .cell(s.attack())
        .cell(s.threatModel())
        .number(s.images(), "" + s.images())
        .number(s.teacherFoolingRate(), NumberFormats.hundred(s.teacherFoolingRate()))
        .number(s.teacherNoiseRate(), NumberFormats.hundred(s.teacherNoiseRate()));
  }
}
