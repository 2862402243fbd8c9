package org.heredity.reengineering;

import java.util.List;
import java.util.Map;
import org.heredity.api.config.Settings;
import org.heredity.api.method.Teacher;
import org.heredity.api.train.Progress;
import org.heredity.api.train.Select;
import org.heredity.api.train.Stages;
import org.heredity.api.train.TrainingLength;
import org.heredity.api.train.TrainingLoop;
import org.heredity.api.train.ValidationImages;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.MaskSearch;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.OperationCount;

/**
 * Re-engineers a classifier for part of its own problem: appends a head to its outputs, searches
 * which weights the part needs, and zeroes the others. Nothing is fine-tuned.
 *
 * <p>Weights and biases of convolutions and of all linear layers before the new head may go, those
 * of the old output layer among them; both are counted.
 *
 * @param settings of the search
 * @param conditions under which it searches
 */
public record DirectReuse(DirectSettings settings, Conditions conditions) implements DirectMethod {
  /** What tables call it. */
  public static final String NAME = "seam";

  private static final String STAGE = "search";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Part> parts(List<Problem> problems, Stages work) {
    return problems.stream().<Part>map(problem -> MaskedPart.of(this, problem, work)).toList();
  }

  /** Re-engineers the classifier for {@code problem}, keeping what it computes in {@code work}. */
  public DirectResult run(Problem problem, Stages work) {
    Teacher teacher = conditions.teacher();
    Searched searched = masked(problem, work);
    MaskedClassifier masked = searched.classifier();
    double accuracy;
    try (ValidationImages test = conditions.test(problem);
        FrozenNetwork network = FrozenNetwork.of(masked.spec(), masked.tensors())) {
      accuracy = test.accuracy(network::logits);
    }
    return new DirectResult(
        problem.name(),
        new Accuracies(conditions).original(problem, problem.test()),
        accuracy,
        problem.test().size(),
        masked.weights(),
        masked.kept(),
        OperationCount.dense(teacher.spec()),
        OperationCount.sparse(masked.spec(), masked.tensors()),
        searched.made().seconds(),
        searched.made().curve(),
        masked.spec(),
        masked.tensors());
  }

  /** What a search gave, and how it went. */
  record Searched(MaskedClassifier classifier, Stages.Made made) {}

  /** The search alone, without its evaluation on the test images. */
  Searched masked(Problem problem, Stages work) {
    Teacher teacher = conditions.teacher();
    NetworkSpec appended =
        new NetworkSpec(
            new AppendedHead(teacher.spec()),
            teacher.spec().width(),
            problem.classes().size(),
            teacher.spec().imageSize());
    Map<String, Object> key = conditions.key(problem);
    key.put("teacher", teacher.digest());
    key.put("settings", Settings.values(settings));
    Stages.Made made =
        work.run(STAGE, problem.name(), key, progress -> search(problem, appended, progress));
    return new Searched(MaskedClassifier.of(teacher, appended, made.tensors()), made);
  }

  private StateDict search(Problem problem, NetworkSpec appended, Progress progress) {
    Conditions.Images images = conditions.images(problem);
    int stepsPerEpoch = images.training().stepsPerEpoch();
    double original = new Accuracies(conditions).original(problem, images.chosenOn());
    StateDict teacher = conditions.teacher().weights();
    MaskSearch.Settings rates =
        new MaskSearch.Settings(settings.lrMask(), settings.lrHead(), settings.alpha());
    try (Network start =
            Network.reuse(appended, teacher, conditions.randomness(problem).at("head"));
        DirectLearner learner =
            new DirectLearner(
                MaskSearch.of(appended, start.borrowed(), rates),
                settings,
                stepsPerEpoch,
                new ValidationImages(images.chosenOn(), conditions.preprocessing()),
                original,
                conditions.randomness(problem).at("classifier-dropout"))) {
      // At least one epoch of two is on the mask.
      TrainingLength length =
          new TrainingLength(
              Math.multiplyExact(conditions.epochs(settings.epochs(), 2), stepsPerEpoch),
              stepsPerEpoch,
              settings.patience(),
              Select.BEST);
      return new TrainingLoop(STAGE, length, images.training()).run(learner, progress);
    }
  }
}
