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
import org.heredity.data.DataException;
import org.heredity.data.Normalisation;
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

  /** Heads on inner layers, which only training uses (GoogLeNet). */
  private static final Pattern AUXILIARY = Pattern.compile("(.*\\.)?aux\\d\\..*");

  private static final Pattern SECONDARY =
      Pattern.compile(
          "(.*[._])?(ema|shadow|averaged?|teacher|momentum|target|key|encoder_k)[._].*");

  private static final Pattern STATISTIC = Pattern.compile("(.*[._])?_?(mean|std)");

  /** Greatest mean or deviation of values up to 1 that is taken for one. */
  private static final double MOST = 2;

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
    if (AUXILIARY.matcher(name).matches()) {
      return Optional.of("auxiliary classifiers, which only training uses");
    }
    if (secondary(name + ".")) {
      return Optional.of("another network beside it");
    }
    return Optional.empty();
  }

  /** What a network's own first layer normalises with, and the names of its tensors. */
  record FirstLayer(Normalisation normalisation, List<String> names) {}

  /**
   * The mean and standard deviation with which a network normalises its images itself, taken out of
   * {@code left}.
   *
   * @return them, if there are any
   * @throws CheckpointException if they are none that images can be normalised with
   */
  static Optional<FirstLayer> normalisation(Map<String, INDArray> left) {
    Map<String, double[]> found = new LinkedHashMap<>();
    left.forEach(
        (name, tensor) -> {
          if (STATISTIC.matcher(name).matches() && tensor.length() == Outline.COLOURS) {
            found.put(
                name, tensor.castTo(DataType.DOUBLE).reshape(Outline.COLOURS).toDoubleVector());
          }
        });
    if (found.isEmpty()) {
      return Optional.empty();
    }
    List<String> names = List.copyOf(found.keySet());
    // Of levels from 0 to 255 rather than values from 0 to 1.
    boolean levels =
        found.values().stream().flatMapToDouble(Arrays::stream).anyMatch(value -> value > MOST);
    List<List<Double>> means = statistics(found, "mean", levels);
    List<List<Double>> deviations = statistics(found, "std", levels);
    try {
      if (means.size() > 1 || deviations.size() > 1) {
        throw new DataException("there are several, and they differ");
      }
      Normalisation normalisation =
          usual(
              Normalisation.of(
                  means.isEmpty() ? Normalisation.IMAGENET.means() : means.get(0),
                  deviations.isEmpty() ? Normalisation.IMAGENET.deviations() : deviations.get(0)));
      if ((means.isEmpty() || deviations.isEmpty())
          && !normalisation.equals(Normalisation.IMAGENET)) {
        throw new DataException("one of mean and deviation is missing");
      }
      left.keySet().removeAll(found.keySet());
      return Optional.of(new FirstLayer(normalisation, names));
    } catch (DataException e) {
      List<String> values = new ArrayList<>();
      found.forEach(
          (name, own) -> values.add("'" + name + "' is " + Arrays.toString(rounded(own))));
      throw new CheckpointException(
          "the network normalises images in a first layer of its own, in which "
              + String.join(" and ", values)
              + ", which cannot be taken over: "
              + e.getMessage()
              + ". Fold the layer into the first convolution, or save the network without it",
          e);
    }
  }

  /** The different ones. */
  private static List<List<Double>> statistics(
      Map<String, double[]> found, String kind, boolean levels) {
    List<List<Double>> all = new ArrayList<>();
    found.forEach(
        (name, values) -> {
          if (name.endsWith(kind)) {
            List<Double> scaled = Arrays.stream(rounded(values, levels ? 255 : 1)).boxed().toList();
            if (!all.contains(scaled)) {
              all.add(scaled);
            }
          }
        });
    return all;
  }

  /** ImageNet's exactly where it is meant. */
  private static Normalisation usual(Normalisation found) {
    for (int c = 0; c < Outline.COLOURS; c++) {
      if (Math.abs(found.mean(c) - Normalisation.IMAGENET.mean(c)) >= 1e-3
          || Math.abs(found.deviation(c) - Normalisation.IMAGENET.deviation(c)) >= 1e-3) {
        return found;
      }
    }
    return Normalisation.IMAGENET;
  }

  private static double[] rounded(double[] values, double scale) {
    return Arrays.stream(values).map(value -> Math.round(value / scale * 1e6) / 1e6).toArray();
  }

  private static double[] rounded(double... values) {
    return Arrays.stream(values).map(value -> Math.round(value * 1e4) / 1e4).toArray();
  }
}
