package org.heredity.attacks.transfer;

import java.nio.FloatBuffer;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Images on the heap, and arrays of {@code [N, 3, side, side]} that a network takes. */
final class ImageArrays {
  private ImageArrays() {}

  /** A new array of undefined values for {@code images} images; the caller's. */
  static INDArray create(int images, int side) {
    return Nd4j.createUninitialized(
        DataType.FLOAT, new long[] {images, Frame.CHANNELS, side, side}, 'c');
  }

  /** The images of an array; copies. */
  static float[][] read(INDArray array) {
    FloatBuffer values = Floats.read(array);
    float[][] images = new float[(int) array.size(0)][values.remaining() / (int) array.size(0)];
    for (float[] image : images) {
      values.get(image);
    }
    return images;
  }

  /** Overwrites an array's images. */
  static void write(float[][] images, INDArray array) {
    FloatBuffer values = Floats.writable(array);
    for (float[] image : images) {
      values.put(image);
    }
    Nd4j.getAffinityManager().tagLocation(array, AffinityManager.Location.HOST);
  }
}
