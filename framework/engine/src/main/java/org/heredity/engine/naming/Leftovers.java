package org.heredity.engine.naming;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.heredity.checkpoint.CheckpointException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Tells what kinds of tensors lie around a network. */
final class Leftovers {
  private static final Set<String> PROFILED = Set.of("total_ops", "total_params");
  private static final Set<String> AVERAGING =
      Set.of("n_averaged", "num_updates", "decay", "initted", "step", "steps", "global_step");

  /** Parts of names whose tensors have no part in what a network predicts. */
  private static final Pattern BESIDE =
      Pattern.compile(
          "(^|.*[._])(loss(es|_fn|_fct|_func)?|criterion|criteria|metrics?|acc|accuracy|f1|auc|auroc"
              + "|auprc|precision|recall|confmat|confusion|train_acc|val_acc|test_acc|optim(izer)?"
              + "|scheduler|aug(ment(ation)?s?)?|augmenter|transforms?|mixup|cutmix|queue(_ptr)?)"
              + "([._].*|$)");

  private static final Pattern SECONDARY =
      Pattern.compile(
          "(.*[._])?(ema|shadow|averaged?|teacher|momentum|target|key|encoder_k)[._].*");

  private static final Pattern STATISTIC = Pattern.compile("(.*[._])?_?(mean|std)");

  private static final double[] MEAN = {0.485, 0.456, 0.406};
  private static final double[] STD = {0.229, 0.224, 0.225};

  private Leftovers() {}

  /** Whether what is behind that prefix is an average or copy of another network. */
  static boolean secondary(String prefix) {
    return SECONDARY.matcher(prefix.toLowerCase(Locale.ROOT)).matches();
  }

  /** What kind of tensor it is, if it is known to have no part in the network. */
  static Optional<String> known(String name, INDArray tensor) {
    String last = name.substring(name.lastIndexOf('.') + 1);
    if (PROFILED.contains(last)) {
      return Optional.of("a profiler's counters");
    }
    if (tensor.length() <= 1 && AVERAGING.contains(last)) {
      return Optional.of("counters of averaging");
    }
    if (BESIDE.matcher(name.toLowerCase(Locale.ROOT)).matches()) {
      return Optional.of("losses, metrics or augmentation");
    }
    if (secondary(name + ".")) {
      return Optional.of("another network beside it");
    }
    return Optional.empty();
  }

  /**
   * The mean and standard deviation with which a network normalises its images itself, taken out of
   * {@code left}.
   *
   * @return a phrase about them, if there are any
   * @throws CheckpointException if they are not those that are used here
   */
  static Optional<String> normalisation(Map<String, INDArray> left) {
    Map<String, INDArray> found = new LinkedHashMap<>();
    left.forEach(
        (name, tensor) -> {
          if (STATISTIC.matcher(name).matches() && tensor.length() == Outline.COLOURS) {
            found.put(name, tensor);
          }
        });
    if (found.isEmpty()) {
      return Optional.empty();
    }
    List<String> others = new ArrayList<>();
    found.forEach(
        (name, tensor) -> {
          double[] values =
              tensor.castTo(DataType.DOUBLE).reshape(Outline.COLOURS).toDoubleVector();
          if (!near(values, name.endsWith("mean") ? MEAN : STD)) {
            others.add("'" + name + "' is " + Arrays.toString(rounded(values)));
          }
        });
    if (!others.isEmpty()) {
      throw new CheckpointException(
          "the network normalises images in a first layer of its own, in which "
              + String.join(" and ", others)
              + "; images are normalised here with ImageNet's mean "
              + Arrays.toString(MEAN)
              + " and deviation "
              + Arrays.toString(STD)
              + ", so what it would compute is something else. Retrain it with these, or fold the "
              + "layer into the first convolution");
    }
    left.keySet().removeAll(found.keySet());
    return Optional.of(
        "images are normalised as "
            + String.join(" and ", found.keySet().stream().map(name -> "'" + name + "'").toList())
            + " tell, ImageNet's values");
  }

  /** Of levels from 0 to 1, or to 255. */
  private static boolean near(double[] values, double... wanted) {
    for (double scale : new double[] {1, 255}) {
      boolean near = true;
      for (int i = 0; i < wanted.length; i++) {
        near &= Math.abs(values[i] / scale - wanted[i]) < 1e-3;
      }
      if (near) {
        return true;
      }
    }
    return false;
  }

  private static double[] rounded(double... values) {
    return Arrays.stream(values).map(value -> Math.round(value * 1e4) / 1e4).toArray();
  }
}
