package org.heredity.reengineering;

import java.util.List;
import java.util.Map;
import org.heredity.api.Protocol;
import org.heredity.api.train.Optimisation;
import org.heredity.api.train.Schedule;
import org.heredity.api.train.Select;
import org.heredity.api.train.Stages;
import org.heredity.api.train.SupervisedLearner;
import org.heredity.api.train.TrainingLength;
import org.heredity.api.train.TrainingLoop;
import org.heredity.api.train.ValidationImages;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;

/**
 * What re-engineering is compared with (SEAM's Table IV): the classifier's architecture with the
 * problem's classes, trained on the problem's images from random weights. The published code trains
 * at a constant rate; here the rate falls along half a cosine, without which a short training never
 * gets to low rates, but under {@link Protocol#PAPER} it stays, too.
 *
 * @param epochs published number of epochs, which the training scale multiplies
 * @param conditions under which it trains
 */
public record FromScratch(int epochs, Conditions conditions) {
  private static final String STAGE = "scratch";
  private static final double LR = 0.1;
  private static final double MOMENTUM = 0.9;
  private static final double WEIGHT_DECAY = 1e-4;
  private static final int PATIENCE = 30;

  /**
   * Trains for {@code problem}, keeping what it computes in {@code work}.
   *
   * @return share of the problem's test images that the network gets right
   */
  public double run(Problem problem, Stages work) {
    NetworkSpec spec = conditions.teacher().spec().withClasses(problem.classes().size());
    Map<String, Object> key = conditions.key(problem);
    key.put("epochs", epochs);
    Stages.Made made =
        work.run(
            STAGE,
            problem.name(),
            key,
            progress -> {
              Conditions.Images images = conditions.images(problem);
              int stepsPerEpoch = images.training().stepsPerEpoch();
              int steps = Math.multiplyExact(conditions.epochs(epochs, 1), stepsPerEpoch);
              try (SupervisedLearner learner =
                  new SupervisedLearner(
                          Network.create(spec, conditions.randomness(problem).at("weights")),
                          new Optimisation(LR, 1, MOMENTUM, WEIGHT_DECAY, 0, schedule()),
                          steps,
                          List.of(),
                          new ValidationImages(images.chosenOn(), conditions.preprocessing()))
                      .dropping(conditions.randomness(problem).at("classifier-dropout"))) {
                TrainingLength length =
                    new TrainingLength(steps, stepsPerEpoch, PATIENCE, Select.BEST);
                return new TrainingLoop(STAGE, length, images.training()).run(learner, progress);
              }
            });
    try (ValidationImages test = conditions.test(problem);
        FrozenNetwork network = FrozenNetwork.of(spec, made.tensors())) {
      return test.accuracy(network::logits);
    } finally {
      made.tensors().release();
    }
  }

  private Schedule schedule() {
    return conditions.protocol() == Protocol.PAPER ? Schedule.CONSTANT : Schedule.COSINE;
  }
}
