package org.heredity.engine.naming;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Normalisation;
import org.heredity.engine.Architecture;
import org.heredity.engine.NetworkSpec;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A file's tensors under one change of names, as one architecture's. Not thread-safe. */
final class Attempt {
  private static final int LISTED = 4;

  private final Outline outline;
  private final String prefix;
  private final List<String> steps;

  /** Under the network's names; what it turns out not to need is taken out. */
  private final Map<String, INDArray> inside = new LinkedHashMap<>();

  /** Under the file's names. */
  private final Map<String, INDArray> outside = new LinkedHashMap<>();

  private final Map<String, Integer> leftOut = new TreeMap<>();
  private final TreeSet<String> unknown = new TreeSet<>();
  private Optional<Leftovers.FirstLayer> normalisation = Optional.empty();
  private Optional<CheckpointException> unusableNormalisation = Optional.empty();
  private boolean hasHead = true;
  private boolean headBeside;
  private NetworkSpec spec;
  private Map<String, long[]> expected;

  private Attempt(Outline outline, String prefix, List<String> steps) {
    this.outline = outline;
    this.prefix = prefix;
    this.steps = new ArrayList<>(steps);
  }

  static Attempt of(
      Outline outline,
      Map<String, INDArray> tensors,
      String prefix,
      Synonyms synonyms,
      List<String> steps) {
    Attempt attempt = new Attempt(outline, prefix, steps);
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            attempt.inside.put(synonyms.rename().apply(name.substring(prefix.length())), tensor);
          } else {
            attempt.outside.put(name, tensor);
          }
        });
    if (!prefix.isEmpty()) {
      attempt.steps.add("the prefix '" + prefix + "' was stripped");
    }
    synonyms.note().ifPresent(attempt.steps::add);
    attempt.head(tensors);
    attempt.specify();
    attempt.reshape();
    attempt.clear();
    return attempt;
  }

  private void head(Map<String, INDArray> tensors) {
    String head = outline.architecture().head() + ".";
    inside.putAll(outline.architecture().completed(StateDict.of(inside)).asMap());
    long features = features();
    boolean usual =
        outline
            .architecture()
            .recognise(StateDict.of(inside), outline.imageSize())
            .filter(found -> found.classes() >= Outline.FEWEST)
            .isPresent();
    if (!usual && !linear(head)) {
      Heads.find(tensors, prefix, features)
          .ifPresent(
              module -> {
                rename(module, head, tensors);
                steps.add("the head '" + module + "' is '" + head + "'");
              });
    }
    if (!usual && !linear(head)) {
      inside.keySet().removeIf(name -> name.startsWith(head) && aside(name));
      inside.put(head + "weight", Nd4j.zeros(DataType.FLOAT, Outline.FEWEST, features));
      inside.put(head + "bias", Nd4j.zeros(DataType.FLOAT, Outline.FEWEST));
      hasHead = false;
      steps.add(
          "there is no head of one linear layer to two classes or more, which a teacher does"
              + " without");
    } else if (linear(head) && !inside.containsKey(head + "bias")) {
      inside.put(head + "bias", Nd4j.zeros(DataType.FLOAT, inside.get(head + "weight").size(0)));
      steps.add("the head has no bias, so it is 0");
    }
  }

  private boolean aside(String name) {
    unknown.add(prefix + name);
    return true;
  }

  private boolean linear(String head) {
    INDArray weight = inside.get(head + "weight");
    return weight != null && Heads.usable(weight);
  }

  private void rename(String module, String head, Map<String, INDArray> tensors) {
    for (String part : List.of("weight", "bias")) {
      INDArray tensor = tensors.get(module + part);
      if (tensor != null) {
        headBeside |= outside.remove(module + part) != null;
        inside.values().removeIf(other -> other == tensor);
        inside.put(head + part, tensor);
      }
    }
  }

  private long features() {
    return new NetworkSpec(outline.architecture(), width(), Outline.FEWEST, outline.imageSize())
        .plan()
        .headIn();
  }

  private int width() {
    INDArray stem = inside.get(outline.stem() + ".weight");
    Architecture architecture = outline.architecture();
    boolean usable =
        stem != null
            && stem.rank() == 4
            && stem.size(0) <= 4096
            && architecture.hasWidth((int) stem.size(0));
    return usable ? (int) stem.size(0) : architecture.publishedWidth();
  }

  private void specify() {
    Architecture architecture = outline.architecture();
    INDArray head = inside.get(architecture.head() + ".weight");
    int classes = head != null && Heads.usable(head) ? (int) head.size(0) : Outline.FEWEST;
    spec =
        architecture
            .recognise(StateDict.of(inside), outline.imageSize())
            .orElseGet(() -> new NetworkSpec(architecture, width(), classes, outline.imageSize()));
    expected = spec.plan().tensors();
  }

  /** Sides of 1 are left out, or added: a linear layer on every pixel is a convolution of 1x1. */
  private void reshape() {
    inside.replaceAll(
        (name, tensor) -> {
          long[] shape = expected.get(name);
          boolean other = shape != null && !Arrays.equals(shape, tensor.shape());
          return other && Arrays.equals(sides(shape), sides(tensor.shape()))
              ? tensor.reshape(shape)
              : tensor;
        });
  }

  private static long[] sides(long... shape) {
    return Arrays.stream(shape).filter(side -> side != 1).toArray();
  }

  /** Takes out what has no part in the network. */
  private void clear() {
    Map<String, INDArray> left = new LinkedHashMap<>(outside);
    inside.forEach(
        (name, tensor) -> {
          if (!expected.containsKey(name) && !outline.within(name)) {
            left.put(prefix + name, tensor);
          }
        });
    inside
        .keySet()
        .removeIf(name -> left.containsKey(prefix + name) && !expected.containsKey(name));
    inside.entrySet().removeIf(entry -> counter(entry.getKey(), entry.getValue()));
    left.entrySet().removeIf(entry -> counter(entry.getKey(), entry.getValue()));
    try {
      normalisation = Leftovers.normalisation(left);
    } catch (CheckpointException e) {
      unusableNormalisation = Optional.of(e);
    }
    // A head of its own behind the prefix, or none at all: nothing can lie between it and the rest.
    boolean closed = !hasHead || !prefix.isEmpty() && !headBeside;
    left.forEach(
        (name, tensor) -> {
          if (closed) {
            unknown.add(name);
          } else {
            inside.put(name, tensor);
          }
        });
  }

  private boolean counter(String name, INDArray tensor) {
    if (expected.containsKey(name)) {
      return false;
    }
    Optional<String> kind = Leftovers.known(name, tensor);
    kind.ifPresent(what -> leftOut.merge(what, 1, Integer::sum));
    return kind.isPresent();
  }

  boolean fits() {
    try {
      spec.fit(StateDict.of(inside));
      return true;
    } catch (CheckpointException e) {
      return false;
    }
  }

  /** How many of the network's tensors the file has. */
  int fitting() {
    return StateDict.of(inside).fitting(expected) - (hasHead ? 0 : 2);
  }

  double share() {
    return fitting() / (double) expected.size();
  }

  String description() {
    return spec.architecture().name() + " of width " + spec.width();
  }

  /** What keeps it from fitting. */
  String faults() {
    try {
      spec.fit(StateDict.of(inside));
      return "";
    } catch (CheckpointException e) {
      return (steps.isEmpty() ? "" : "If " + String.join(", ", steps) + ": ") + e.getMessage();
    }
  }

  /**
   * @param others that fit, too
   * @throws CheckpointException if weights are not numbers, or its own normalisation cannot be
   *     taken over
   */
  Match match(List<Attempt> others) {
    unusableNormalisation.ifPresent(
        e -> {
          throw e;
        });
    Map<String, INDArray> weights = new LinkedHashMap<>();
    inside.forEach(
        (name, tensor) -> {
          if (expected.containsKey(name)) {
            weights.put(name, tensor);
          }
        });
    StateDict tensors = StateDict.of(weights);
    tensors.requireNumbers();
    return new Match(
        spec,
        tensors,
        notes(others),
        hasHead,
        normalisation.map(Leftovers.FirstLayer::normalisation));
  }

  private List<String> notes(List<Attempt> others) {
    List<String> said = new ArrayList<>(steps);
    normalisation.ifPresent(
        layer ->
            said.add(
                "images are normalised as "
                    + String.join(
                        " and ", layer.names().stream().map(name -> "'" + name + "'").toList())
                    + " tell, "
                    + (layer.normalisation().equals(Normalisation.IMAGENET)
                        ? "ImageNet's values"
                        : layer.normalisation())));
    List<String> without = new ArrayList<>();
    leftOut.forEach((what, count) -> without.add(what + " (" + count + ")"));
    if (!unknown.isEmpty()) {
      List<String> some = unknown.stream().limit(LISTED).map(name -> "'" + name + "'").toList();
      without.add(
          (leftOut.isEmpty() ? "" : "of what is not known, ")
              + String.join(", ", some)
              + (unknown.size() > LISTED ? " and " + (unknown.size() - LISTED) + " more" : ""));
    }
    if (!without.isEmpty()) {
      said.add("left out: " + String.join("; ", without));
    }
    List<String> notes = new ArrayList<>();
    if (!said.isEmpty()) {
      notes.add(
          "matched with " + spec.architecture().name() + "'s names: " + String.join("; ", said));
    }
    others.stream()
        .map(other -> other.prefix)
        .filter(other -> !other.equals(prefix))
        .forEach(
            other ->
                notes.add(
                    "the tensors behind '"
                        + other
                        + "' would fit, too; '--state-dict "
                        + other
                        + "' takes those"));
    return notes;
  }
}
