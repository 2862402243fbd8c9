package org.heredity.engine.onednn;

import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Operation;
import org.heredity.engine.plan.Plan;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A program whose images are shared among {@link Lanes}, for modes in which what comes of an image
 * does not depend on the others. Gradients of weights are summed lane by lane, in order.
 */
final class SplitProgram implements Program {
  /** With fewer images than that, kernels have too little to work on at a time. */
  private static final int LEAST_IMAGES = 4;

  /** What gradients of all lanes may take together; beyond, layers are large enough to share. */
  private static final long MOST_GRADIENTS = 64L << 20;

  private final Lanes lanes = Lanes.all();
  private final WeightBank bank;
  private final Mode mode;
  private final DnnProgram[] parts;
  private final WeightBank[] banks;
  private final int[] starts;
  private final int batch;

  /** Makes the program of a lane. */
  @FunctionalInterface
  interface Compiler {
    /** The program of so many images. */
    DnnProgram compile(Dnn lane, WeightBank weights, int images);
  }

  /**
   * A program of several.
   *
   * @param bank the weights that all share
   */
  SplitProgram(Dnn dnn, WeightBank bank, Mode mode, int batch, Compiler compiler) {
    this.bank = bank;
    this.mode = mode;
    this.batch = batch;
    int number = lanes(batch);
    parts = new DnnProgram[number];
    banks = new WeightBank[number];
    starts = new int[number + 1];
    for (int i = 0; i <= number; i++) {
      starts[i] = (int) ((long) batch * i / number);
    }
    // In turn, since the first chooses the weights' layouts.
    lanes.inTurn(
        number,
        i -> {
          Dnn lane = dnn.lane();
          banks[i] = i == 0 || !mode.weightGradients() ? bank : bank.lane(lane);
          parts[i] = compiler.compile(lane, banks[i], starts[i + 1] - starts[i]);
        });
  }

  /** Programs that a batch is shared among, if it is. */
  static int lanes(int batch) {
    return Math.min(Lanes.all().number(), batch / LEAST_IMAGES);
  }

  /** Whether sharing a batch by images is sound, and any use. */
  static boolean suits(Plan plan, Mode mode, int batch) {
    int number = lanes(batch);
    return switch (mode) {
      case INFER, ATTACK -> number > 1;
      case MASK -> number > 1 && gradients(plan) * number <= MOST_GRADIENTS && convolves(plan);
      case OBSERVE, TRAIN -> false;
    };
  }

  /** Bytes of a lane's gradients, with those of tiles. */
  private static long gradients(Plan plan) {
    return plan.convolutions().stream().mapToLong(Node.Conv::weights).sum() * Float.BYTES * 5;
  }

  /** Whether convolutions alone have weights. */
  private static boolean convolves(Plan plan) {
    return plan.nodes(Operation.class).stream().allMatch(o -> o.tensors().isEmpty());
  }

  /** A lane's part of an array whose first axis counts images. */
  private FloatBuffer part(FloatBuffer all, int lane) {
    int each = all.remaining() / batch;
    int from = all.position() + starts[lane] * each;
    return all.duplicate().position(from).limit(from + (starts[lane + 1] - starts[lane]) * each);
  }

  @Override
  public INDArray forward(INDArray images) {
    bank.refreshTransformed();
    FloatBuffer in = Plain.floats(images);
    INDArray features =
        Nd4j.createUninitialized(DataType.FLOAT, new long[] {batch, parts[0].features()}, 'c');
    FloatBuffer out = Plain.writable(features);
    lanes.run(parts.length, i -> parts[i].forward(part(in, i), part(out, i)));
    return features;
  }

  @Override
  public void backward(INDArray gradient) {
    FloatBuffer all = Plain.floats(gradient);
    lanes.run(parts.length, i -> parts[i].backward(part(all, i)));
    if (mode.weightGradients()) {
      for (int i = 1; i < banks.length; i++) {
        bank.addGradients(banks[i]);
      }
    }
  }

  @Override
  public void imageGradient(INDArray into) {
    FloatBuffer all = Plain.writable(into);
    lanes.run(parts.length, i -> parts[i].imageGradient(part(all, i)));
  }

  @Override
  public int[] doubtful() {
    return IntStream.range(0, parts.length)
        .flatMap(i -> IntStream.of(parts[i].doubtful()).map(n -> n + starts[i]))
        .toArray();
  }

  @Override
  public INDArray value(String node) {
    throw new IllegalStateException("values are kept by programs that are not split, not " + node);
  }

  @Override
  public long bytes() {
    long bytes = 0;
    for (DnnProgram part : parts) {
      bytes += part.bytes();
    }
    return bytes;
  }

  @Override
  public void close() {
    for (DnnProgram part : parts) {
      part.close();
    }
  }
}
