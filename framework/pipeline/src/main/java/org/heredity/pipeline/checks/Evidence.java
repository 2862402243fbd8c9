package org.heredity.pipeline.checks;

import java.util.List;
import java.util.Optional;
import org.heredity.api.metric.McNemar;
import org.heredity.api.result.MethodResult;
import org.heredity.api.result.SuiteResult;

/**
 * What checks look at. Immutable.
 *
 * @param result everything that was measured; its findings are not looked at
 * @param duplicates what was found of test images in training, one a target
 * @param probes of the attacks, one a set
 * @param outputs of the networks that were evaluated
 * @param preprocessed what was learnt of the models' preprocessing
 * @param weakened attacks whose settings are weaker than the protocol's
 * @param earlier what an earlier run of the same configuration measured, if there was one
 */
public record Evidence(
    SuiteResult result,
    List<Duplicates> duplicates,
    List<Probe> probes,
    List<Outputs> outputs,
    List<Preprocessed> preprocessed,
    List<Weakened> weakened,
    Optional<SuiteResult> earlier) {
  public Evidence {
    duplicates = List.copyOf(duplicates);
    probes = List.copyOf(probes);
    outputs = List.copyOf(outputs);
    preprocessed = List.copyOf(preprocessed);
    weakened = List.copyOf(weakened);
  }

  /** Only what was measured. */
  public static Evidence of(SuiteResult result) {
    return new Evidence(
        result, List.of(), List.of(), List.of(), List.of(), List.of(), Optional.empty());
  }

  /** Whether a student that somebody made is judged, by gates; not a suite of methods compared. */
  public boolean audit() {
    return result.methods().stream().anyMatch(method -> method.type().equals(MethodResult.AUDITED));
  }

  /**
   * An attack whose settings are weaker than the protocol's.
   *
   * @param attack as reports name it
   * @param phrases in what, one each
   */
  public record Weakened(String attack, List<String> phrases) {
    public Weakened {
      phrases = List.copyOf(phrases);
    }
  }

  /**
   * Test images whose pixels also stand in training.
   *
   * @param target name of the target dataset
   * @param count of them
   * @param examples ids of some
   */
  public record Duplicates(String target, int count, List<String> examples) {
    public Duplicates {
      examples = List.copyOf(examples);
    }
  }

  /**
   * How an attack behaves on a sample of the test images.
   *
   * @param target name of the target dataset
   * @param attack as reports name it
   * @param beyond values (L-infinity) or images (L2) of the whole set further from the clean image
   *     than epsilon
   * @param outOfRange values of the whole set that no image has
   * @param images of the sample
   * @param zeroGradients share of the sample's clean images at which the gradient of what the
   *     attack ascends is 0 everywhere; NaN if it ascends no single function
   * @param trials the attack with other epsilons and step sizes; empty if it ascends no single
   *     function
   */
  public record Probe(
      String target,
      String attack,
      long beyond,
      long outOfRange,
      int images,
      double zeroGradients,
      List<Trial> trials) {
    public Probe {
      trials = List.copyOf(trials);
    }

    /** The trial of that kind, if it was made. */
    public Optional<Trial> trial(Kind kind) {
      return trials.stream().filter(trial -> trial.kind() == kind).findFirst();
    }
  }

  /** Which trial of an attack. */
  public enum Kind {
    /** The clean images. */
    CLEAN,
    /** The attack as it is configured. */
    FULL,
    /** A quarter of epsilon. */
    SMALL_BUDGET,
    /** Four times epsilon. */
    LARGE_BUDGET,
    /** A quarter of the steps. */
    FEW_STEPS,
    /** One step of size epsilon. */
    ONE_STEP
  }

  /**
   * One trial.
   *
   * @param kind which
   * @param epsilon its epsilon, in the attack's unit
   * @param steps its steps; 0 if the attack has no such setting
   * @param objective mean of what the attack ascends, afterwards
   */
  public record Trial(Kind kind, double epsilon, int steps, double objective) {}

  /**
   * A model's preprocessing.
   *
   * @param subject which model, such as {@code photos6, student}
   * @param differences from the teacher's, in words
   * @param better the best of the other known presets
   */
  public record Preprocessed(String subject, List<String> differences, Better better) {
    public Preprocessed {
      differences = List.copyOf(differences);
    }
  }

  /**
   * What a model gains on a sample of test images by another preset.
   *
   * @param preset its name
   * @param classes that the model tells apart
   * @param images of the sample
   * @param correct of them with the model's own preprocessing
   * @param gained images that only the preset gets right
   * @param lost images that only its own gets right
   */
  public record Better(String preset, int classes, int images, int correct, int gained, int lost) {
    private static final double POINTS = 0.05;
    private static final double SIGNIFICANT = 0.05;

    /** Share that is correct with the preset. */
    public double accuracy() {
      return (double) (correct + gained - lost) / images;
    }

    /**
     * Whether it gains more than 5 points, and not by chance. A model of other classes than the
     * images', though as many, is right on few of them either way.
     */
    public boolean telling() {
      return gained - lost > POINTS * images
          && McNemar.exact(gained, lost) < SIGNIFICANT
          && accuracy() > Math.min(0.5, 5.0 / classes);
    }

    /** In words. */
    public String describe() {
      return "accuracy is "
          + Findings.percent((double) correct / images)
          + " on "
          + images
          + " images, and would be "
          + Findings.percent(accuracy())
          + " with the preprocessing '"
          + preset
          + "'";
    }
  }

  /**
   * What a network gives for clean test images, to tell logits from probabilities.
   *
   * @param subject which network, such as {@code photos6, seam, seed 1}
   * @param least output
   * @param sumError greatest distance of an image's outputs' sum from 1
   */
  public record Outputs(String subject, double least, double sumError) {}
}
