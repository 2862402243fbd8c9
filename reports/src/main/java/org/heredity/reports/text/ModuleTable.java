package org.heredity.reports.text;

import java.util.ArrayList;
import java.util.List;
import org.heredity.api.result.BeforeAfter;
import org.heredity.api.result.Kept;
import org.heredity.api.result.ModulesResult;
import org.heredity.api.result.ModulesResult.ClassModule;
import org.heredity.api.result.PublishedTables;
import org.heredity.api.result.TablesResult;
import org.heredity.api.result.TablesResult.Row;

/**
 * SEAM's Table III: modules by other methods beside SEAM's own, counted in neurons; means over the
 * classes of a classifier.
 */
final class ModuleTable {
  private static final List<String> HEADS =
      List.of(
          "Classifier",
          "Method",
          "Neurons before",
          "After",
          "Fewer, %",
          "Kernels kept, %",
          "Weights kept, %",
          "ACC before",
          "After",
          "All images, before",
          "After",
          "Composed, before",
          "After");

  private ModuleTable() {}

  static TextTable of(TablesResult result) {
    List<List<String>> lines = new ArrayList<>();
    for (Row row : result.rows()) {
      if (row.modules().isEmpty()) {
        continue;
      }
      row.modules().forEach(method -> lines.add(line(row.name(), method)));
      PublishedTables paper = row.published();
      if (paper != null && !Double.isNaN(paper.neurons().before())) {
        lines.add(paper(paper));
      }
    }
    return new TextTable(
        "Table III: modules, million neurons and ACC in % of one class against as many of the rest,"
            + " against all the rest, and of all modules composed",
        2, HEADS, lines);
  }

  private static List<String> line(String classifier, ModulesResult method) {
    List<ClassModule> modules = method.modules();
    List<Kept> kept = modules.stream().map(ClassModule::kept).toList();
    BeforeAfter acc = mean(modules.stream().map(ClassModule::acc).toList());
    BeforeAfter all = mean(modules.stream().map(ClassModule::accAll).toList());
    BeforeAfter neurons =
        new BeforeAfter(
            SeamTables.mean(kept, Kept::neurons), SeamTables.mean(kept, Kept::neuronsKept));
    return List.of(
        classifier,
        method.method(),
        SeamTables.millions(neurons.before()),
        SeamTables.millions(neurons.after()),
        SeamTables.percent(-neurons.change()),
        SeamTables.percent(SeamTables.mean(kept, k -> (double) k.kernelsKept() / k.kernels())),
        SeamTables.percent(SeamTables.mean(kept, k -> (double) k.weightsKept() / k.weights())),
        SeamTables.percent(acc.before()),
        SeamTables.percent(acc.after()),
        SeamTables.percent(all.before()),
        SeamTables.percent(all.after()),
        SeamTables.percent(method.original()),
        SeamTables.percent(method.composed()));
  }

  private static BeforeAfter mean(List<BeforeAfter> all) {
    return new BeforeAfter(
        SeamTables.mean(all, BeforeAfter::before), SeamTables.mean(all, BeforeAfter::after));
  }

  private static List<String> paper(PublishedTables paper) {
    return List.of(
        SeamTables.PAPER + paper.row(),
        "Pan and Rajan's",
        SeamTables.millions(paper.neurons().before()),
        SeamTables.millions(paper.neurons().after()),
        SeamTables.percent(-paper.neurons().change()),
        NumberFormats.NONE,
        NumberFormats.NONE,
        SeamTables.percent(paper.moduleAcc().before()),
        SeamTables.percent(paper.moduleAcc().after()),
        NumberFormats.NONE,
        NumberFormats.NONE,
        NumberFormats.NONE,
        NumberFormats.NONE);
  }
}
