package org.heredity.reengineering.tables;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.heredity.api.config.Names;
import org.heredity.api.config.Settings;
import org.heredity.api.result.ModulesResult;
import org.heredity.api.result.PublishedTables;
import org.heredity.api.result.Reengineering;
import org.heredity.api.result.TablesResult;
import org.heredity.api.train.Stages;
import org.heredity.data.Dataset;
import org.heredity.engine.NetworkSpec;
import org.heredity.reengineering.Conditions;
import org.heredity.reengineering.DirectReuse;
import org.heredity.reengineering.DirectSettings;
import org.heredity.reengineering.Problem;
import org.heredity.reengineering.ReengineeringRun;
import org.heredity.reengineering.modular.Modularisation;

/**
 * One classifier of the tables, and what is to be done with it. Immutable.
 *
 * @param name as tables show it
 * @param conditions under which it is re-engineered
 * @param dataset that it was trained for
 * @param problems one or more, of one kind
 * @param groups whether they are groups of classes, and not one against the rest
 * @param settings of the search
 * @param scratch whether to train from random weights, too
 * @param time whether to measure inference
 * @param modules other methods to compare the search with as modules, for one class against the
 *     rest
 * @param published what the paper has for such a classifier
 */
public record TableRow(
    String name,
    Conditions conditions,
    Dataset dataset,
    List<Problem> problems,
    boolean groups,
    DirectSettings settings,
    boolean scratch,
    boolean time,
    List<Modularisation> modules,
    Optional<PublishedTables> published) {
  public TableRow {
    problems = List.copyOf(problems);
    modules = List.copyOf(modules);
  }

  /**
   * Does all that is not cached.
   *
   * @param out folder for the re-engineered models
   * @param work runs the stages, and keeps what they made
   * @param sofar is given the row as far as it is, after every problem and method
   * @return the whole row
   */
  public TablesResult.Row run(Path out, Stages work, Consumer<TablesResult.Row> sofar) {
    ReengineeringRun run = new ReengineeringRun(settings, conditions, out, scratch, time);
    List<Reengineering.Problem> done = new ArrayList<>();
    List<ModulesResult> made = new ArrayList<>();
    for (Problem problem : problems) {
      done.addAll(run.run(List.of(problem), work));
      sofar.accept(row(done, made));
    }
    ModuleFigures figures = new ModuleFigures(conditions, dataset);
    if (!modules.isEmpty()) {
      DirectReuse seam = new DirectReuse(settings, conditions);
      made.add(figures.of(seam, Settings.values(settings), problems, work));
    }
    for (Modularisation method : modules) {
      made.add(figures.of(method, problems, work));
      sofar.accept(row(done, made));
    }
    return row(done, made);
  }

  private TablesResult.Row row(List<Reengineering.Problem> done, List<ModulesResult> made) {
    NetworkSpec spec = conditions.teacher().spec();
    return new TablesResult.Row(
        name,
        groups,
        new Reengineering(
            spec.architecture().name()
                + ", width "
                + spec.width()
                + ", "
                + spec.imageSize()
                + " px",
            conditions.teacher().source(),
            dataset.name(),
            conditions.preprocessing().describe(),
            Names.kebab(conditions.protocol().name()),
            conditions.seed(),
            done),
        made,
        published.orElse(null));
  }
}
