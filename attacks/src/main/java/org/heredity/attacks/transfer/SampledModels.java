package org.heredity.attacks.transfer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.method.Reuse;
import org.heredity.api.train.Progress;
import org.heredity.api.train.TrainingException;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.data.Randomness;
import org.heredity.engine.CrossEntropy;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.Trainer;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.memory.Scope;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Networks around a teacher, as students may be: its weights with Gaussian noise, in proportion to
 * each tensor's root mean square, then some steps of fine-tuning on the target, in which batch
 * norm's statistics move, too. A cheap stand-in for the posterior that MBA (Li et al., ICLR 2023)
 * trains for hundreds of epochs; there the deviation of each weight is learnt, and logits rather
 * than losses are averaged. Vectors, such as biases and batch norm's, get no noise.
 *
 * @param reuse gives teacher and target, and caches each sample
 * @param settings how many and how
 * @param seed of what is drawn
 */
record SampledModels(Reuse reuse, SampleSettings settings, long seed) {
  private static final double MOMENTUM = 0.9;
  private static final double WEIGHT_DECAY = 1e-4;

  /**
   * The samples.
   *
   * @param start the teacher, with a head for the target if samples are fine-tuned
   * @return one or more; the framework's
   */
  List<StateDict> around(StateDict start) {
    String digest = start.digest();
    List<StateDict> samples = new ArrayList<>();
    for (int i = 0; i < settings.samples(); i++) {
      Map<String, Object> inputs = new LinkedHashMap<>();
      inputs.put("start", digest);
      inputs.put("seed", seed);
      inputs.put("sample", i);
      inputs.put("noise", settings.sampleNoise());
      if (settings.tuned()) {
        inputs.put("steps", settings.sampleSteps());
        inputs.put("rate", settings.sampleRate());
        inputs.put("batch-size", reuse.batchSize());
      }
      Randomness draw = Randomness.of(seed).at("surrogate").at(i);
      samples.add(
          reuse.sharedStage("surrogate", inputs, progress -> sample(start, draw, progress)));
    }
    return samples;
  }

  private StateDict sample(StateDict start, Randomness draw, Progress progress) {
    StateDict noisy = noisy(start, draw.at("noise"));
    if (!settings.tuned()) {
      return noisy;
    }
    try (Scope scope = new Scope()) {
      scope.own(noisy, start);
      return tuned(noisy, draw.at("images"), progress);
    }
  }

  private StateDict noisy(StateDict start, Randomness draw) {
    Map<String, INDArray> tensors = new LinkedHashMap<>(start.asMap());
    tensors.replaceAll((name, tensor) -> tensor.rank() < 2 ? tensor : noisy(tensor, draw.at(name)));
    return StateDict.of(tensors);
  }

  private INDArray noisy(INDArray tensor, Randomness draw) {
    float[] values = Floats.copy(tensor);
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    double deviation = settings.sampleNoise() * Math.sqrt(squares / values.length);
    for (int i = 0; i < values.length; i++) {
      values[i] += (float) (deviation * draw.gaussian(i));
    }
    return Floats.array(values, tensor.shape().clone());
  }

  private StateDict tuned(StateDict noisy, Randomness images, Progress progress) {
    NetworkSpec spec = reuse.studentSpec();
    double rate = settings.sampleRate();
    try (Network network = Network.of(spec, noisy);
        Trainer trainer =
            new Trainer(network, new Trainer.Sgd(rate, rate, MOMENTUM, WEIGHT_DECAY), List.of());
        Batches batches =
            Batches.train(
                reuse.target().train(),
                reuse.target().preprocessing(),
                reuse.batchSize(),
                images,
                0,
                0)) {
      for (int step = 0; step < settings.sampleSteps(); step++) {
        step(trainer, batches, spec.classes());
        progress.at(step + 1, settings.sampleSteps(), "steps");
      }
      return network.stateDict();
    }
  }

  private static void step(Trainer trainer, Batches batches, int classes) {
    Batch batch = batches.next();
    while (batch.size() < 2) {
      // Batch norm needs more than one value for a variance.
      batch.images().close();
      batch = batches.next();
    }
    try (INDArray images = batch.images();
        INDArray targets = CrossEntropy.oneHot(batch.labels(), classes)) {
      if (!Double.isFinite(trainer.step(images, targets))) {
        throw new TrainingException(
            "the loss of a sample of the teacher is no longer a finite number: 'sample-rate' or"
                + " 'sample-noise' is too high; lower them");
      }
    }
  }
}
