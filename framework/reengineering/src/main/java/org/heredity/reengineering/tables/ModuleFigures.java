package org.heredity.reengineering.tables;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.heredity.api.result.BeforeAfter;
import org.heredity.api.result.ModulesResult;
import org.heredity.api.train.Progress;
import org.heredity.api.train.Stages;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Dataset;
import org.heredity.data.ImageSource;
import org.heredity.reengineering.Accuracies;
import org.heredity.reengineering.Conditions;
import org.heredity.reengineering.DirectMethod;
import org.heredity.reengineering.Part;
import org.heredity.reengineering.Problem;
import org.heredity.reengineering.modular.ComposedClassifier;
import org.heredity.reengineering.modular.Modularisation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How good the modules are that a method makes of a classifier. Immutable.
 *
 * @param conditions under which the method works
 * @param dataset that the classifier was trained for
 */
record ModuleFigures(Conditions conditions, Dataset dataset) {
  private static final String STAGE = "module-accuracies";

  /** Of a module: before and after, on as many images of the class as of the rest, and on all. */
  private static final int EACH = 4;

  /** Makes and evaluates a module for each of some problems of one class against the rest. */
  ModulesResult of(Modularisation method, List<Problem> problems, Stages work) {
    return of(method.on(conditions, dataset), method.values(), problems, work);
  }

  /**
   * The same of any method.
   *
   * @param settings of the method, as plain data
   */
  ModulesResult of(
      DirectMethod method, Map<String, Object> settings, List<Problem> problems, Stages work) {
    List<Part> parts = method.parts(problems, work);
    Map<String, Object> key = new LinkedHashMap<>(conditions.key());
    key.put("teacher", conditions.teacher().digest());
    key.put("method", method.name());
    key.put("settings", settings);
    key.put("problems", problems.stream().map(problem -> conditions.key(problem)).toList());
    Stages.Made made = work.run(STAGE, method.name(), key, progress -> figures(parts, progress));
    double[] figures;
    try (INDArray tensor = made.tensors().get(STAGE)) {
      figures = tensor.toDoubleVector();
    }
    List<ModulesResult.ClassModule> modules = new ArrayList<>();
    for (int p = 0; p < parts.size(); p++) {
      Part part = parts.get(p);
      modules.add(
          new ModulesResult.ClassModule(
              part.problem().name(),
              new BeforeAfter(figures[EACH * p], figures[EACH * p + 1]),
              new BeforeAfter(figures[EACH * p + 2], figures[EACH * p + 3]),
              part.kept()));
    }
    int end = EACH * parts.size();
    return new ModulesResult(method.name(), settings, modules, figures[end], figures[end + 1]);
  }

  private StateDict figures(List<Part> parts, Progress progress) {
    Accuracies accuracies = new Accuracies(conditions);
    int[] predicted = accuracies.predictions(dataset.test());
    double[] figures = new double[EACH * parts.size() + 2];
    Set<Integer> covered = new HashSet<>();
    for (int p = 0; p < parts.size(); p++) {
      Problem problem = parts.get(p).problem();
      covered.add(problem.target("a module"));
      figures[EACH * p] = accuracies.original(problem, problem.test());
      figures[EACH * p + 2] = right(problem.ofOriginal(), predicted);
      try (Part.Running module = parts.get(p).open()) {
        figures[EACH * p + 1] = accuracies.part(module, problem.test());
        figures[EACH * p + 3] = accuracies.part(module, problem.relabelled(dataset.test()));
      }
      progress.at(p + 1, parts.size() + 1, "modules evaluated");
    }
    int end = EACH * parts.size();
    figures[end] = Double.NaN;
    if (covered.size() == dataset.classes().size()) {
      figures[end] =
          right(null, new ComposedClassifier(parts).predictions(conditions, dataset.test()));
    }
    figures[end + 1] = right(null, predicted);
    return StateDict.of(Map.of(STAGE, Nd4j.createFromArray(figures)));
  }

  /**
   * @param ofOriginal by class what counts as one; null for the class itself
   */
  private double right(List<Integer> ofOriginal, int[] predicted) {
    ImageSource test = dataset.test();
    int right = 0;
    for (int i = 0; i < predicted.length; i++) {
      int label = test.label(i);
      boolean same =
          ofOriginal == null
              ? label == predicted[i]
              : ofOriginal.get(label).equals(ofOriginal.get(predicted[i]));
      right += same ? 1 : 0;
    }
    return (double) right / predicted.length;
  }
}
