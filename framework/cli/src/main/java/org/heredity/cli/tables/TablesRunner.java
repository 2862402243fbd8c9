package org.heredity.cli.tables;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.heredity.api.config.Names;
import org.heredity.api.config.UsageException;
import org.heredity.api.dataset.DatasetFormats;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.api.dataset.Superclasses;
import org.heredity.api.method.Teacher;
import org.heredity.api.result.TablesResult;
import org.heredity.data.Dataset;
import org.heredity.data.Preprocessing;
import org.heredity.files.StorageException;
import org.heredity.pipeline.cache.WorkFolder;
import org.heredity.pipeline.config.Installed;
import org.heredity.pipeline.input.Targets;
import org.heredity.pipeline.input.Teachers;
import org.heredity.pipeline.progress.SuiteListener;
import org.heredity.reengineering.Conditions;
import org.heredity.reengineering.DirectSettings;
import org.heredity.reengineering.Problem;
import org.heredity.reengineering.tables.PublishedRows;
import org.heredity.reengineering.tables.TableRow;

/** Makes the tables of a file, classifier by classifier; what was computed is cached. */
public final class TablesRunner {
  private static final String ALL = "all";

  private final Installed installed;

  @Inject
  TablesRunner(Installed installed) {
    this.installed = installed;
  }

  /**
   * Runs.
   *
   * @param out folder of models and of what an interrupted run needs
   * @param sofar is given the tables as far as they are, after every problem and method
   */
  public TablesResult run(
      TablesConfig tables, Path out, SuiteListener listener, Consumer<TablesResult> sofar) {
    PublishedRows published = PublishedRows.read();
    List<TablesResult.Row> rows = new ArrayList<>();
    // Before anything is computed: a row that is misspelt would be noticed days later.
    for (ClassifierConfig classifier : tables.classifiers()) {
      published.find(classifier.published(), classifier.preset());
    }
    try (WorkFolder work = WorkFolder.open(out, listener)) {
      for (ClassifierConfig classifier : tables.classifiers()) {
        Consumer<TablesResult.Row> growing =
            row -> {
              List<TablesResult.Row> all = new ArrayList<>(rows);
              all.add(row);
              sofar.accept(result(tables, all));
            };
        TableRow row = row(tables, classifier, published, listener);
        listener.note(row.name() + ": " + row.problems().size() + " problems");
        try {
          rows.add(row.run(folder(out, classifier), work, growing));
        } finally {
          row.conditions().teacher().weights().release();
        }
      }
    }
    return result(tables, rows);
  }

  private static Path folder(Path out, ClassifierConfig classifier) {
    try {
      return Files.createDirectories(out.resolve(classifier.name()));
    } catch (IOException e) {
      throw StorageException.of("make a folder in " + out, e);
    }
  }

  private static TablesResult result(TablesConfig tables, List<TablesResult.Row> rows) {
    return new TablesResult(
        tables.name(), Names.kebab(tables.protocol().name()), tables.trainingScale(), rows);
  }

  private TableRow row(
      TablesConfig tables,
      ClassifierConfig classifier,
      PublishedRows published,
      SuiteListener listener) {
    Dataset dataset = new Targets(installed, tables.seed(), listener).open(classifier.data());
    Teacher teacher =
        Teachers.openClassifier(
            classifier.model(),
            installed.architectures(classifier.model(), "model.architecture"),
            listener);
    Preprocessing preprocessing =
        teacher.preprocessing().with(Preprocessing.Augmentation.usual(teacher.spec().imageSize()));
    Conditions conditions =
        Conditions.of(
            teacher,
            dataset,
            preprocessing,
            tables.protocol(),
            tables.trainingScale(),
            tables.batchSize(),
            tables.seed());
    DirectSettings settings = TablesFile.search(classifier, classifier.name());
    return new TableRow(
        classifier.name(),
        conditions,
        dataset,
        problems(tables, classifier, dataset),
        classifier.againstRest().isEmpty(),
        settings,
        classifier.scratch(),
        tables.time(),
        classifier.modules(),
        published.find(classifier.published(), classifier.preset()));
  }

  private List<Problem> problems(
      TablesConfig tables, ClassifierConfig classifier, Dataset dataset) {
    List<Problem> problems = new ArrayList<>();
    List<String> targets =
        classifier.againstRest().equals(List.of(ALL))
            ? dataset.classes()
            : classifier.againstRest();
    targets.forEach(one -> problems.add(Problem.oneAgainstRest(dataset, one, tables.seed())));
    classifier
        .groups()
        .forEach(
            (name, classes) ->
                problems.add(
                    Problem.among(
                        dataset, name, TablesFile.group(name, classes, classifier.name()))));
    if (classifier.superclasses()) {
      Superclasses groups = superclasses(tables, classifier, dataset);
      for (int group = 0; group < groups.names().size(); group++) {
        List<String> members =
            groups.classesOf(group).stream().map(dataset.classes()::get).toList();
        if (members.size() > 1) {
          problems.add(Problem.among(dataset, groups.names().get(group), members));
        }
      }
    }
    if (problems.isEmpty()) {
      throw new UsageException(
          classifier.name() + ": no superclass has 2 classes; map more to one");
    }
    return problems;
  }

  private Superclasses superclasses(
      TablesConfig tables, ClassifierConfig classifier, Dataset dataset) {
    if (classifier.superclassFile().isPresent()) {
      return Superclasses.read(classifier.superclassFile().get(), dataset.classes());
    }
    DatasetRequest request =
        new DatasetRequest(
            classifier.data().name(),
            classifier.data().path().orElse(null),
            tables.seed(),
            classifier.data().unreadable());
    Optional<Superclasses> own =
        new DatasetFormats(installed.formats())
            .superclasses(request, classifier.data().format().orElse(""));
    return own.orElseThrow(
        () ->
            new UsageException(
                classifier.name()
                    + ": "
                    + dataset.name()
                    + " has no superclasses; map its classes to some with superclass-file"));
  }
}
