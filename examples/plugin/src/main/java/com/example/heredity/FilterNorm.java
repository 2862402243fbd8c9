package com.example.heredity;

import java.util.Arrays;
import java.util.Map;
import org.heredity.api.config.Inlined;
import org.heredity.api.config.Setting;
import org.heredity.api.method.ConvolutionWeights;
import org.heredity.api.method.Reuse;
import org.heredity.api.method.ReuseMethod;
import org.heredity.api.method.Student;
import org.heredity.api.method.TrainingStage;
import org.heredity.api.train.TrainingSettings;
import org.heredity.checkpoint.StateDict;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Removes whole filters, those whose weights have the least root mean square, and fine-tunes. */
public final class FilterNorm implements ReuseMethod<FilterNorm.Settings> {
  /** What can be set: a share, and how the student is trained. */
  public record Settings(
      @Setting(value = "share of weights to remove", byDefault = "0.5", min = 0, max = 0.99)
          double ratio,
      @Inlined TrainingSettings training) {}

  @Override
  public String name() {
    return "filter-norm";
  }

  @Override
  public String description() {
    return "removes the convolution filters of least L2 norm, then fine-tunes";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Student make(Reuse reuse, Settings settings) {
    Map<String, Object> inputs = Map.of("ratio", settings.ratio());
    StateDict mask = reuse.sharedStage("filters", inputs, p -> mask(reuse, settings.ratio()));
    return TrainingStage.fineTuneMasked(reuse, settings.training(), mask);
  }

  /** A score for each weight, the same for all of a filter: {@code [out, in, height, width]}. */
  private static StateDict mask(Reuse reuse, double ratio) {
    ConvolutionWeights weights = ConvolutionWeights.of(reuse.teacher());
    float[] scores = new float[weights.count()];
    int at = 0;
    for (INDArray weight : weights.asMap().values()) {
      int length = (int) (weight.length() / weight.size(0));
      for (int filter = 0; filter < weight.size(0); filter++, at += length) {
        double norm = weight.slice(filter).norm2Number().doubleValue();
        Arrays.fill(scores, at, at + length, (float) (norm / Math.sqrt(length)));
      }
    }
    return weights.maskLowest(scores, ratio);
  }
}
