package org.heredity.reengineering.modular;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.heredity.api.Protocol;
import org.heredity.api.config.Setting;
import org.heredity.api.result.Kept;
import org.heredity.api.train.Stages;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.data.ImageSource;
import org.heredity.data.Prefetching;
import org.heredity.data.Preprocessing;
import org.heredity.engine.memory.Floats;
import org.heredity.reengineering.DirectMethod;
import org.heredity.reengineering.Part;
import org.heredity.reengineering.Problem;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Pan and Rajan's decomposition of networks of linear layers (FSE 2020). Cheap enough to be done
 * anew each time, so that nothing is cached. Under {@link Protocol#PAPER} activity is looked at as
 * in the published code, without ReLU between layers; otherwise as the network computes.
 *
 * @param settings of the method
 * @param network the classifier; it takes an image's values in a row, channel by channel, or those
 *     of its first channel
 * @param dataset that it was trained for
 * @param preprocessing of the images
 * @param protocol as above
 */
public record DenseModules(
    Settings settings,
    DenseNetwork network,
    Dataset dataset,
    Preprocessing preprocessing,
    Protocol protocol)
    implements DirectMethod {
  /** What tables call it. */
  public static final String NAME = "dense-modules";

  private static final int BATCH = 64;

  /**
   * Settings of the method.
   *
   * @param approach which of the published ones
   * @param confidence probability that an image of the class has to exceed to count
   * @param fewest weights of the last layer below which a class's next image is the first again
   */
  public record Settings(
      @Setting(value = "which of the published approaches", byDefault = "removing-irrelevant-edges")
          DenseApproach approach,
      @Setting(
              value = "probability of its class that an image has to exceed to be looked at",
              byDefault = "0.9",
              min = 0,
              max = 1)
          double confidence,
      @Setting(
              value = "weights of the last layer below which the next image is the first again",
              byDefault = "45",
              min = 0,
              max = 1e6)
          int fewest) {}

  /**
   * Checks that the network is one for these images.
   *
   * @throws DataException if it is not
   */
  public DenseModules {
    int pixels = preprocessing.imageSize() * preprocessing.imageSize();
    int outputs = network.units(network.layers() - 1);
    if (network.inputs() != pixels && network.inputs() != 3 * pixels
        || outputs != dataset.classes().size()) {
      throw new DataException(
          "a network from %d numbers to %d classes does not fit images of %d pixels and %d classes"
              .formatted(network.inputs(), outputs, pixels, dataset.classes().size()));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Part> parts(List<Problem> problems, Stages work) {
    List<Part> parts = new ArrayList<>();
    for (Problem problem : problems) {
      int target = problem.target(NAME);
      DenseNetwork module = module(target);
      Kept kept =
          new Kept(network.hidden(), module.hiddenUsed(), 0, 0, network.size(), module.nonZero());
      ModulePart.Outputs outputs =
          settings.approach().channels()
              ? new Two(target, new DenseOutputs(target).others())
              : new ModulePart.Own(target);
      parts.add(new DensePart(problem, kept, module, outputs));
    }
    return parts;
  }

  /** What is found for a class. */
  DenseNetwork module(int target) {
    DenseApproach approach = settings.approach();
    DenseConcern concern = new DenseConcern(network, protocol != Protocol.PAPER, settings.fewest());
    if (approach.negativesFirst()) {
      negatives(target, concern);
    }
    positives(target, concern);
    if (!approach.negativesFirst()) {
      negatives(target, concern);
    }
    DenseOutputs outputs = new DenseOutputs(target);
    return approach.channels()
        ? outputs.channelled(outputs.joined(concern.module()))
        : concern.module();
  }

  private void positives(int target, DenseConcern concern) {
    int[] left = {settings.approach().positives()};
    each(
        dataset.train(),
        indices(target, Integer.MAX_VALUE),
        input -> {
          double likely = DenseNetwork.probability(network.logits(input), target);
          if (left[0] > 0 && likely > settings.confidence()) {
            concern.positive(input);
            left[0]--;
          }
        });
  }

  private void negatives(int target, DenseConcern concern) {
    for (int k = 0; k < dataset.classes().size(); k++) {
      if (k != target) {
        each(dataset.train(), indices(k, settings.approach().negatives()), concern::negative);
      }
    }
  }

  private int[] indices(int label, int most) {
    ImageSource train = dataset.train();
    return IntStream.range(0, train.size())
        .filter(i -> train.label(i) == label)
        .limit(most)
        .toArray();
  }

  private void each(ImageSource source, int[] indices, Consumer<double[]> action) {
    try (Batches batches =
        Batches.test(source, indices, preprocessing, BATCH, Prefetching.standard())) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        try (INDArray images = batch.images()) {
          rows(images, network.inputs()).forEach(action);
        }
      }
    }
  }

  /** The first numbers of each image, which lie channel by channel. */
  static List<double[]> rows(INDArray images, int length) {
    List<double[]> rows = new ArrayList<>();
    float[] values = Floats.copy(images);
    int each = values.length / (int) images.size(0);
    for (int at = 0; at < values.length; at += each) {
      double[] row = new double[length];
      for (int i = 0; i < length; i++) {
        row[i] = values[at + i];
      }
      rows.add(row);
    }
    return rows;
  }

  private record Two(int target, int others) implements ModulePart.Outputs {
    @Override
    public float[] answer(float[] logits) {
      return new float[] {logits[target], logits[others]};
    }

    @Override
    public float score(float[] logits) {
      return logits[target] - logits[others];
    }
  }

  private record DensePart(
      Problem problem, Kept kept, DenseNetwork module, ModulePart.Outputs outputs) implements Part {
    @Override
    public Running open() {
      return new Running() {
        @Override
        public INDArray logits(INDArray images) {
          List<float[]> rows = logitRows(images);
          float[] answers = new float[2 * rows.size()];
          for (int n = 0; n < rows.size(); n++) {
            System.arraycopy(outputs.answer(rows.get(n)), 0, answers, 2 * n, 2);
          }
          return Floats.array(answers, rows.size(), 2);
        }

        @Override
        public float[] scores(INDArray images) {
          List<float[]> rows = logitRows(images);
          float[] scores = new float[rows.size()];
          for (int n = 0; n < scores.length; n++) {
            scores[n] = outputs.score(rows.get(n));
          }
          return scores;
        }

        private List<float[]> logitRows(INDArray images) {
          return rows(images, module.inputs()).stream()
              .map(module::logits)
              .map(
                  logits -> {
                    float[] row = new float[logits.length];
                    for (int k = 0; k < row.length; k++) {
                      row[k] = (float) logits[k];
                    }
                    return row;
                  })
              .toList();
        }

        @Override
        public void close() {
          // Has no native memory.
        }
      };
    }
  }
}
