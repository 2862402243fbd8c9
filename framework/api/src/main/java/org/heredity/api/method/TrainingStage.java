package org.heredity.api.method;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.heredity.api.config.Settings;
import org.heredity.api.train.Learner;
import org.heredity.api.train.SpatialDropout;
import org.heredity.api.train.StageRegulariser;
import org.heredity.api.train.StageWork;
import org.heredity.api.train.SupervisedLearner;
import org.heredity.api.train.TrainingImages;
import org.heredity.api.train.TrainingLength;
import org.heredity.api.train.TrainingLoop;
import org.heredity.api.train.TrainingSettings;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.Network;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A stage of supervised training of one student: cached, resumed after an interruption, and shown
 * to the user under its name. Most methods end with one: {@link #fineTune} and {@link
 * #fineTuneMasked} are whole methods in a call. Immutable.
 *
 * <pre>{@code
 * StateDict trained =
 *     TrainingStage.of(reuse, "train", settings)
 *         .regularisedBy(() -> List.of(new MyPenalty(reuse.teacher())))
 *         .run(reuse::fromScratch);
 * }</pre>
 */
public final class TrainingStage {
  /** Name of the stage that fine-tunes, the last of most methods. */
  public static final String FINE_TUNING = "tune";

  private final Reuse reuse;
  private final String name;
  private final TrainingSettings settings;
  private final Supplier<? extends List<? extends StageRegulariser>> regularisers;
  private final SupervisedLearner.Trained trained;

  /** What the network to start from is made of; empty if any of the method's settings may count. */
  private final Optional<Map<String, Object>> inputs;

  private TrainingStage(
      Reuse reuse,
      String name,
      TrainingSettings settings,
      Supplier<? extends List<? extends StageRegulariser>> regularisers,
      SupervisedLearner.Trained trained,
      Optional<Map<String, Object>> inputs) {
    this.reuse = reuse;
    this.name = name;
    this.settings = settings;
    this.regularisers = regularisers;
    this.trained = trained;
    this.inputs = inputs;
  }

  /**
   * A stage without regularisers but the settings' dropout.
   *
   * @param reuse what is worked on
   * @param name of the stage, in kebab case, once a student
   * @param settings of its training
   * @return the stage, not run yet
   */
  public static TrainingStage of(Reuse reuse, String name, TrainingSettings settings) {
    return new TrainingStage(
        reuse, name, settings, List::of, SupervisedLearner.Trained.ALL, Optional.empty());
  }

  /**
   * The same stage with regularisers, which act on the outputs of the network's stages in order,
   * before the settings' dropout.
   *
   * @param added makes them; called once for each training, so only if the result is not cached.
   *     They are closed when the training is over
   * @return a stage that has these in place of any other
   */
  public TrainingStage regularisedBy(Supplier<? extends List<? extends StageRegulariser>> added) {
    return new TrainingStage(reuse, name, settings, added, trained, inputs);
  }

  /**
   * The same stage, of which only the head's parameters are trained: see {@link
   * SupervisedLearner.Trained#HEAD}.
   *
   * @return a stage that leaves all other parameters as they are
   */
  public TrainingStage ofHead() {
    return new TrainingStage(
        reuse, name, settings, regularisers, SupervisedLearner.Trained.HEAD, inputs);
  }

  /**
   * The same stage, trained once for all students that come to the same start by other settings.
   *
   * @param start all that the network to start from, and any regularisers, are made of beside
   *     teacher, target and seed, see {@link Reuse#stage(String, Map, StageWork)}
   * @return a stage that is found again by this and its settings of training alone
   */
  public TrainingStage startingFrom(Map<String, Object> start) {
    return new TrainingStage(reuse, name, settings, regularisers, trained, Optional.of(start));
  }

  /**
   * Trains all weights, or gives the cached result.
   *
   * @param start makes the network to start from; called only if the result is not cached. The
   *     network is closed when the training is over
   * @return all tensors of the best network that was evaluated, or of the last if the settings say
   *     so, head included
   * @throws org.heredity.api.train.TrainingException if the loss is no longer a finite number
   */
  public StateDict run(Supplier<Network> start) {
    StageWork work =
        progress -> {
          TrainingImages images = reuse.trainingImages(name);
          TrainingLength length = length(images);
          try (Learner learner = learner(start.get(), length.steps())) {
            return new TrainingLoop(name, length, images).run(learner, progress);
          }
        };
    if (inputs.isEmpty()) {
      return reuse.stage(name, work);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("start", inputs.get());
    all.put("training", Settings.values(settings));
    all.put("trained", trained.name());
    return reuse.stage(name, all, work);
  }

  /**
   * How long the stage trains: the settings' length under the training scale.
   *
   * @param images that it trains on
   * @return the length in steps
   */
  public TrainingLength length(TrainingImages images) {
    return settings.length(reuse.protocol(), reuse.trainingScale(), images.stepsPerEpoch());
  }

  /**
   * The learner that {@link #run} trains, for methods with a loop of their own.
   *
   * @param start the network to start from; closed with the learner
   * @param steps of the whole stage, for the schedule
   * @return a learner before its first step; the caller closes it
   */
  public SupervisedLearner learner(Network start, int steps) {
    List<StageRegulariser> all = new ArrayList<>(regularisers.get());
    all.addAll(dropout());
    return new SupervisedLearner(
            start, trained, settings.optimisation(), steps, all, reuse.validationImages())
        .dropping(reuse.randomness().at("classifier-dropout").at(name));
  }

  /**
   * The settings' dropout.
   *
   * @return one regulariser, or none if the settings have no dropout
   */
  public List<StageRegulariser> dropout() {
    return settings.dropout() > 0
        ? List.of(new SpatialDropout(settings.dropout(), reuse.randomness().at("dropout").at(name)))
        : List.of();
  }

  /**
   * Fine-tuning: trains all of the teacher's weights, with a fresh head.
   *
   * @param reuse what is worked on
   * @param settings of the training
   * @return the student, without a mask
   */
  public static Student fineTune(Reuse reuse, TrainingSettings settings) {
    return Student.unmasked(
        of(reuse, FINE_TUNING, settings).run(() -> reuse.fromTeacher(reuse.teacher().weights())));
  }

  /**
   * Fine-tuning of what a mask retains: all other weights start at 0, then all are trained, those
   * at 0 included.
   *
   * @param reuse what is worked on
   * @param settings of the training
   * @param mask by weight's name, shaped like the weight: 1 where it is retained, else 0; see
   *     {@link ConvolutionWeights#mask}
   * @return the student, with its mask
   */
  public static Student fineTuneMasked(Reuse reuse, TrainingSettings settings, StateDict mask) {
    Map<String, INDArray> retained = mask.asMap();
    StateDict tuned =
        of(reuse, FINE_TUNING, settings)
            .startingFrom(Map.of("mask", mask.digest()))
            .run(() -> masked(reuse, retained));
    return new Student(tuned, retained);
  }

  private static Network masked(Reuse reuse, Map<String, INDArray> retained) {
    StateDict teacher = reuse.teacher().weights();
    StateDict masked = reuse.teacher().masked(retained);
    return reuse.fromTeacher(masked).owning(masked, teacher);
  }
}
