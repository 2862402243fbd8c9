package org.heredity.pipeline.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.heredity.api.metric.Outcomes;
import org.heredity.api.train.Progress;
import org.heredity.api.train.TrainingException;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.data.DataException;
import org.heredity.data.Normalisation;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.memory.NonFiniteException;
import org.heredity.pipeline.attack.AdversarialSet;
import org.heredity.pipeline.attack.EightBits;
import org.heredity.pipeline.attack.UniformNoise;
import org.heredity.pipeline.cache.ArtifactKey;
import org.heredity.pipeline.cache.ArtifactType;
import org.heredity.pipeline.cache.Cache;
import org.heredity.pipeline.cache.Cached;
import org.heredity.pipeline.cache.ImageStack;
import org.heredity.pipeline.cache.Stage;
import org.heredity.pipeline.input.ComputeBatch;
import org.heredity.pipeline.input.NonFinite;
import org.heredity.pipeline.input.TargetWork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What one student makes of a target's test images: clean, adversarial, adversarial in 8 bits, and
 * with noise of the attack's epsilon. Everything that is evaluated is computed from these classes,
 * and they are cached.
 *
 * @param labels true classes
 * @param clean predicted classes of the clean images
 * @param outputs statistics of the clean images' outputs
 * @param sets in the order of the adversarial sets
 * @param seconds that predicting took
 */
public record Predictions(
    int[] labels, int[] clean, Statistics outputs, List<OnSet> sets, double seconds) {
  /** Least output, and greatest distance of an image's sum from 1. */
  public record Statistics(double least, double sumError) {}

  /** What the student makes of one set and its controls, which are null where not evaluated. */
  public record OnSet(int[] adversarial, int[] rounded, int[] noise) {}

  public Outcomes adversarial(int set) {
    return new Outcomes(labels, clean, sets.get(set).adversarial());
  }

  /** The worst of several sets, image by image: wrong if any of the versions is. */
  public Outcomes adversarial(List<Integer> together) {
    return worst(together, OnSet::adversarial);
  }

  /** The same of the sets in 8 bits. */
  public Outcomes rounded(List<Integer> together) {
    return worst(together, OnSet::rounded);
  }

  /** The same of as many images with noise as there are sets. */
  public Outcomes noise(List<Integer> together) {
    return worst(together, OnSet::noise);
  }

  private Outcomes worst(List<Integer> together, Function<OnSet, int[]> which) {
    int[] worst = which.apply(sets.get(together.get(0))).clone();
    for (int set : together) {
      int[] classes = which.apply(sets.get(set));
      for (int i = 0; i < worst.length; i++) {
        if (worst[i] == labels[i]) {
          worst[i] = classes[i];
        }
      }
    }
    return new Outcomes(labels, clean, worst);
  }

  /** A network that classifies. */
  public interface Classifier extends AutoCloseable {
    /** {@code [N, classes]} of {@code [N, 3, side, side]}; the array is the caller's. */
    INDArray logits(INDArray images);

    @Override
    void close();
  }

  /**
   * What is to be predicted.
   *
   * @param sets on which
   * @param controlled how many of the sets, from the first, have their controls evaluated too
   * @param noiseSeed seed of the noise
   * @param subject what listeners are told it is
   * @param file the student's, for messages; empty if it was trained here
   */
  public record Task(
      Cache cache,
      TargetWork target,
      List<AdversarialSet> sets,
      int controlled,
      long noiseSeed,
      String subject,
      String file) {

    /**
     * What a student predicts, cached or computed now.
     *
     * @param studentDigest digest of the student's tensors
     * @param student opens the student, if it has to be
     * @throws CheckpointException if the logits of a student of a file are no finite numbers
     * @throws TrainingException if those of one that was trained here are
     * @throws DataException if an adversarial image is none
     */
    public Predictions run(String studentDigest, Supplier<Classifier> student) {
      Cached<StateDict> cached =
          cache.get(
              new Stage(subject, "evaluate"),
              key(studentDigest),
              ArtifactType.TENSORS,
              running -> {
                try (Classifier classifier = student.get()) {
                  return compute(classifier, running);
                }
              });
      Predictions predictions = read(cached.value(), cached.artifact().seconds());
      cached.value().release();
      return predictions;
    }

    private ArtifactKey key(String studentDigest) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("student", studentDigest);
      all.put("target", target.inputs());
      all.put("sets", sets.stream().map(set -> set.artifact().key().hash()).toList());
      all.put("controlled", controlled);
      all.put("noise-seed", noiseSeed);
      List<Integer> draws = sets.stream().map(AdversarialSet::noiseDraw).toList();
      if (draws.stream().anyMatch(draw -> draw != 0)) {
        all.put("noise-draws", draws);
      }
      return ArtifactKey.of("predictions", all);
    }

    private StateDict compute(Classifier classifier, Progress progress) {
      int images = target.test().size();
      int[] clean = new int[images];
      double[] statistics = {Double.POSITIVE_INFINITY, 0};
      int[][][] onSets = new int[sets.size()][3][images];
      List<ImageStack> stacks = new ArrayList<>();
      int side = target.data().preprocessing().imageSize();
      try (Batches batches =
          Batches.test(target.test(), target.data().preprocessing(), ComputeBatch.of(side))) {
        for (AdversarialSet set : sets) {
          stacks.add(set.open());
        }
        int at = 0;
        while (batches.hasNext()) {
          Batch batch = batches.next();
          try (INDArray logits = classifier.logits(batch.images())) {
            put(logits, clean, at);
            note(logits, statistics);
          } catch (NonFiniteException e) {
            throw unusable(e, batch, "clean");
          }
          for (int s = 0; s < sets.size(); s++) {
            try (INDArray adversarial = seen(sets.get(s), stacks.get(s).read(at, batch.size()))) {
              requireFinite(adversarial, batch, sets.get(s));
              classify(classifier, adversarial, onSets[s][0], at);
              if (s < controlled) {
                control(classifier, batch, sets.get(s), adversarial, onSets[s], at);
              }
            } catch (NonFiniteException e) {
              throw unusable(e, batch, sets.get(s).result().attack());
            }
          }
          at += batch.size();
          batch.images().close();
          progress.at(at, images, "images");
        }
      } finally {
        stacks.forEach(ImageStack::close);
      }
      return tensors(clean, statistics, onSets);
    }

    /**
     * Why there are no predictions.
     *
     * @param images which ones: clean, or an attack's
     */
    private RuntimeException unusable(NonFiniteException error, Batch batch, String images) {
      String what =
          "the logits of the "
              + images
              + " images are "
              + NonFinite.of(error, target.test(), batch.indices());
      return file.isEmpty()
          ? new TrainingException(what + ": the training diverged; lower the learning rate", error)
          : new CheckpointException(
              file
                  + ": "
                  + what
                  + ", though every weight is finite; check how the file was made, or get it again",
              error);
    }

    private void requireFinite(INDArray adversarial, Batch batch, AdversarialSet set) {
      try {
        Floats.requireFinite(adversarial);
      } catch (NonFiniteException e) {
        throw new DataException(
            target.name()
                + ": the images of the attack "
                + set.result().attack()
                + " are "
                + NonFinite.of(e, target.test(), batch.indices())
                + "; take another --out, so that they are made anew",
            e);
      }
    }

    /** The set's images as an 8-bit file would hold them, and noise of the same epsilon. */
    private void control(
        Classifier classifier,
        Batch batch,
        AdversarialSet set,
        INDArray adversarial,
        int[][] classes,
        int at) {
      Normalisation own = target.data().preprocessing().normalisation();
      UniformNoise noise = new UniformNoise(set.threat().against(own), set.noise(noiseSeed));
      try (INDArray rounded = EightBits.round(own, adversarial);
          INDArray noisy = noise.around(batch.images(), target.test(), batch.indices())) {
        classify(classifier, rounded, classes[1], at);
        classify(classifier, noisy, classes[2], at);
      }
    }

    /**
     * Images as this target's preprocessing normalises them; closes what is not needed any more.
     */
    private INDArray seen(AdversarialSet set, INDArray images) {
      Normalisation own = target.data().preprocessing().normalisation();
      Normalisation from = set.threat().normalisation();
      if (from.equals(own)) {
        return images;
      }
      try (images) {
        return Classifiers.normalised(images, from, own);
      }
    }

    private static void classify(Classifier classifier, INDArray images, int[] classes, int at) {
      try (INDArray logits = classifier.logits(images)) {
        put(logits, classes, at);
      }
    }

    private static void put(INDArray logits, int[] classes, int at) {
      int[] predicted = Floats.argMax(logits);
      System.arraycopy(predicted, 0, classes, at, predicted.length);
    }

    private static void note(INDArray logits, double[] statistics) {
      statistics[0] = Math.min(statistics[0], logits.minNumber().doubleValue());
      try (INDArray sums = logits.sum(1)) {
        statistics[1] = Math.max(statistics[1], sums.subi(1).amaxNumber().doubleValue());
      }
    }

    private StateDict tensors(int[] clean, double[] statistics, int[][][] onSets) {
      Map<String, INDArray> tensors = new LinkedHashMap<>();
      tensors.put("clean", Nd4j.createFromArray(clean));
      tensors.put("outputs", Nd4j.createFromArray(statistics));
      for (int s = 0; s < onSets.length; s++) {
        tensors.put(s + ".adversarial", Nd4j.createFromArray(onSets[s][0]));
        if (s < controlled) {
          tensors.put(s + ".rounded", Nd4j.createFromArray(onSets[s][1]));
          tensors.put(s + ".noise", Nd4j.createFromArray(onSets[s][2]));
        }
      }
      return StateDict.of(tensors);
    }

    private Predictions read(StateDict tensors, double seconds) {
      List<OnSet> onSets = new ArrayList<>();
      for (int s = 0; s < sets.size(); s++) {
        onSets.add(
            new OnSet(
                ints(tensors, s + ".adversarial"),
                s < controlled ? ints(tensors, s + ".rounded") : null,
                s < controlled ? ints(tensors, s + ".noise") : null));
      }
      int[] clean = ints(tensors, "clean");
      double[] statistics = tensors.get("outputs").toDoubleVector();
      return new Predictions(
          target.labels(), clean, new Statistics(statistics[0], statistics[1]), onSets, seconds);
    }

    private static int[] ints(StateDict tensors, String name) {
      return tensors.get(name).toIntVector();
    }
  }
}
