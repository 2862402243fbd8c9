package org.heredity.engine.onednn;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Milliseconds of one convolution as the engine runs it, by shape and by what is computed. */
@State(Scope.Thread)
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ConvolutionBenchmark {
  /** Batch, channels in and out, side, kernel, stride. */
  @Param({
    "32x64x64x16x3x1",
    "32x128x128x8x3x1",
    "32x256x256x4x3x1",
    "32x512x512x2x3x1",
    "32x512x512x1x3x1",
    "8x64x64x56x3x1",
    "8x512x512x7x3x1",
    "32x256x512x4x3x2",
    "4x256x64x56x1x1"
  })
  String shape;

  /** INFER: values; ATTACK: the gradient of what it reads, too; TRAIN: and of the weights. */
  @Param({"INFER", "ATTACK", "TRAIN"})
  Mode mode;

  private DnnRunner runner;
  private INDArray images;
  private INDArray gradient;

  /** Places the convolution between a first one that makes its channels and a pooling. */
  @Setup(Level.Trial)
  public void open() {
    int[] s = new int[6];
    String[] parts = shape.split("x");
    for (int i = 0; i < s.length; i++) {
      s[i] = Integer.parseInt(parts[i]);
    }
    int padding = s[4] / 2;
    Plan plan =
        new Plan(
            List.of(
                new Node.Conv("first", Plan.INPUT, 3, s[1], 1, 1, 0, false),
                new Node.Conv("measured", "first", s[1], s[2], s[4], s[5], padding, false),
                new Node.GlobalAverage("features", "measured")),
            "features",
            "head",
            s[2],
            1);
    StateDict weights =
        StateDict.of(
            Map.of(
                "first.weight", Nd4j.rand(DataType.FLOAT, s[1], 3, 1, 1),
                "measured.weight", Nd4j.rand(DataType.FLOAT, s[2], s[1], s[4], s[4])));
    runner = new DnnRunner(plan, weights, mode, List.of(), List.of(), false);
    images = Nd4j.rand(DataType.FLOAT, s[0], 3, s[3], s[3]);
    gradient = Nd4j.rand(DataType.FLOAT, s[0], s[2]);
  }

  /** Frees native memory. */
  @TearDown(Level.Trial)
  public void close() {
    runner.close();
  }

  /** One pass, forward and, if the mode has one, backward. */
  @Benchmark
  public void pass() {
    runner.forward(images).close();
    if (mode.gradients()) {
      runner.backward(gradient);
    }
  }
}
