package org.heredity.cli.command;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.heredity.api.Protocol;
import org.heredity.api.attack.Attack;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.ProtocolDefaults;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.attack.ThreatModel.Norm;
import org.heredity.api.config.Names;
import org.heredity.api.config.Settings;
import org.heredity.api.config.UsageException;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.Architecture;
import org.heredity.engine.CrossEntropy;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.MaskSearch;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.Trainer;
import org.heredity.engine.memory.Floats;
import org.heredity.reengineering.compact.CompactInference;
import org.heredity.reengineering.compact.Compaction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One piece of work whose speed is measured, the same that PyTorch's users time: random weights and
 * images, 20 classes.
 *
 * @param name {@code ARCH:RES:BATCH:KIND}
 * @param spec the network
 * @param batch images a step
 * @param kind what a step does
 * @param retained share of the weights that a compact model keeps
 */
record Workload(String name, NetworkSpec spec, int batch, Kind kind, double retained) {
  private static final List<String> KINDS =
      List.of("infer", "pgd", "transfer", "apgd", "train", "seam", "compact", "compact-0.11");

  private static final int CLASSES = 20;
  private static final int COPIES = 5;

  /** So many of APGD at a time, since it asks for logits and a gradient before the first. */
  private static final int APGD_STEPS = 20;

  /** So little that the network still gets every image right, and APGD goes on. */
  private static final double TINY = 1e-6;

  /** What a step does. */
  enum Kind {
    /** Eval forward. */
    INFER,
    /** One step of PGD on the penultimate features. */
    PGD,
    /** One step of the attack {@code transfer} on five copies of each image. */
    TRANSFER,
    /** One step of APGD on the cross-entropy. */
    APGD,
    /** Forward, backward and an SGD step with momentum. */
    TRAIN,
    /** One step of SEAM's mask search. */
    SEAM,
    /** Eval forward of a compact model, of which few weights are left. */
    COMPACT
  }

  private static final String RETAINED = "compact-";

  /** Reads {@code ARCH:RES:BATCH:KIND}. */
  static Workload parse(String text, Set<Architecture> architectures) {
    String[] parts = text.split(":", -1);
    if (parts.length != 4) {
      throw new UsageException(
          "a workload is ARCH:RES:BATCH:KIND such as resnet18:64:32:infer, got '" + text + "'");
    }
    int side = number(parts[1], text);
    Architecture architecture = ModelOptions.find(architectures, parts[0], side);
    NetworkSpec spec = new NetworkSpec(architecture, architecture.publishedWidth(), CLASSES, side);
    int batch = number(parts[2], text);
    if (parts[3].startsWith(RETAINED)) {
      double retained = share(parts[3].substring(RETAINED.length()), text);
      return new Workload(text, spec, batch, Kind.COMPACT, retained);
    }
    return new Workload(text, spec, batch, kind(parts[3], text), 1);
  }

  private static Kind kind(String part, String text) {
    try {
      return Kind.valueOf(part.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "'" + text + "': there is no kind '" + part + "'; " + Names.advice(part, KINDS));
    }
  }

  private static double share(String part, String text) {
    try {
      double value = Double.parseDouble(part);
      if (value >= 0 && value <= 1) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, as for a number out of range.
    }
    throw new UsageException(
        "'" + text + "': the share of weights '" + part + "' must be a number from 0 to 1");
  }

  private static int number(String part, String text) {
    try {
      int value = Integer.parseInt(part);
      if (value >= 1 && value <= 4096) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, as for a number out of range.
    }
    throw new UsageException("'" + text + "': '" + part + "' must be a number from 1 to 4096");
  }

  /**
   * What can be repeated, and what must be closed after it.
   *
   * @param run some steps
   * @param steps how many
   * @param close ends it
   */
  record Prepared(Runnable run, int steps, Runnable close) {
    Prepared(Runnable step, Runnable close) {
      this(step, 1, close);
    }
  }

  /**
   * Sets it up.
   *
   * @param attacks by name
   */
  Prepared prepare(Function<String, Attack<?>> attacks) {
    int side = spec.imageSize();
    INDArray images = images(side);
    int[] labels = new int[batch];
    for (int i = 0; i < batch; i++) {
      labels[i] = i % CLASSES;
    }
    Network network = Network.create(spec, Randomness.of(1));
    switch (kind) {
      case INFER:
        FrozenNetwork frozen = FrozenNetwork.of(spec, network.stateDict());
        return new Prepared(() -> frozen.logits(images).close(), frozen::close);
      case PGD:
        return attack(
            attacks.apply("penultimate-pgd"), Map.of("steps", 1), network, images, labels);
      case TRANSFER:
        return attack(
            attacks.apply("transfer"),
            Map.of("steps", 1, "scales", COPIES),
            network,
            images,
            labels);
      case APGD:
        Prepared run =
            attack(
                attacks.apply("apgd-ce"),
                Map.of("iterations", APGD_STEPS, "epsilon", TINY),
                network,
                images,
                predicted(network, images));
        return new Prepared(run.run(), APGD_STEPS, run.close());
      case TRAIN:
        Trainer trainer = new Trainer(network, new Trainer.Sgd(1e-3, 1e-3, 0.9, 1e-4), List.of());
        INDArray targets = CrossEntropy.oneHot(labels, CLASSES);
        return new Prepared(() -> trainer.step(images, targets), trainer::close);
      case COMPACT:
        StateDict fewer = RetainedAtRandom.of(spec, network.stateDict(), retained);
        CompactInference inference = CompactInference.of(Compaction.of(spec, fewer));
        return new Prepared(() -> inference.logits(images).close(), inference::close);
      default:
        MaskSearch search =
            MaskSearch.of(spec, network.stateDict(), new MaskSearch.Settings(0.05, 1e-3, 0.5));
        return new Prepared(() -> search.step(images, labels), search::close);
    }
  }

  private <S extends Record> Prepared attack(
      Attack<S> attack,
      Map<String, Object> values,
      Network network,
      INDArray images,
      int[] labels) {
    S settings = Settings.bind(attack.settings(), values, "bench");
    ThreatModel threat = attack.threatModel(settings, Protocol.PAPER);
    AttackBatch state = AttackBatch.of(images, images.dup('c'), labels, 0);
    FrozenNetwork teacher = FrozenNetwork.of(spec, network.stateDict());
    return new Prepared(
        () -> attack.perturb(List.of(teacher), threat, state, settings), teacher::close);
  }

  /** What the network says of the images, within the range of images. */
  private int[] predicted(Network network, INDArray images) {
    ThreatModel threat =
        ProtocolDefaults.threatModel(Protocol.PAPER, Norm.L_INFINITY, Optional.empty());
    threat.ball().project(images, images);
    try (FrozenNetwork frozen = FrozenNetwork.of(spec, network.stateDict());
        INDArray logits = frozen.logits(images)) {
      return Floats.argMax(logits);
    }
  }

  private INDArray images(int side) {
    Randomness randomness = Randomness.of(1).at("images");
    float[] values = new float[batch * 3 * side * side];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) randomness.gaussian(i);
    }
    return Nd4j.createFromArray(values).reshape(batch, 3, side, side);
  }
}
