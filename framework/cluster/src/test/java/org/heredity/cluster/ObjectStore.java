package org.heredity.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PositionedReadable;
import org.apache.hadoop.fs.Seekable;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * An object store in memory: objects appear when they are closed, listings know nothing of them,
 * and whether one is there is answered by what was before, once.
 */
final class ObjectStore extends FileSystem {
  private final URI uri;
  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  private final Set<String> fresh = new HashSet<>();

  /** Thrown by whatever writes. */
  private IOException refusal;

  ObjectStore(String uri) {
    this.uri = URI.create(uri);
    setConf(new org.apache.hadoop.conf.Configuration(false));
  }

  void refuse(IOException e) {
    refusal = e;
  }

  Set<String> names() {
    return Set.copyOf(objects.keySet());
  }

  void damage(String name) {
    objects.get(name)[70] ^= 1;
  }

  private String name(Path path) {
    return path.toUri().getPath();
  }

  @Override
  public URI getUri() {
    return uri;
  }

  @Override
  public FSDataInputStream open(Path path, int buffer) throws IOException {
    byte[] object = objects.get(name(path));
    if (object == null) {
      throw new FileNotFoundException(path.toString());
    }
    return new FSDataInputStream(new Reader(object));
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int buffer,
      short replication,
      long block,
      Progressable progress)
      throws IOException {
    ByteArrayOutputStream bytes =
        new ByteArrayOutputStream() {
          @Override
          public void close() throws IOException {
            if (refusal != null) {
              throw refusal;
            }
            objects.put(name(path), toByteArray());
            fresh.add(name(path));
          }
        };
    return new FSDataOutputStream(bytes, null);
  }

  @Override
  public FSDataOutputStream append(Path path, int buffer, Progressable progress) {
    throw new UnsupportedOperationException("objects are whole");
  }

  @Override
  public boolean rename(Path from, Path to) {
    throw new AssertionError("a rename is a copy here");
  }

  @Override
  public boolean delete(Path path, boolean recursive) {
    if (recursive) {
      objects.keySet().removeIf(name -> name.startsWith(name(path) + "/"));
    }
    return objects.remove(name(path)) != null;
  }

  @Override
  public FileStatus[] listStatus(Path path) {
    throw new AssertionError("a listing may be old");
  }

  @Override
  public void setWorkingDirectory(Path path) {
    throw new UnsupportedOperationException("there is none");
  }

  @Override
  public Path getWorkingDirectory() {
    return new Path(uri);
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) {
    return true;
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    byte[] object = objects.get(name(path));
    if (object == null || fresh.remove(name(path))) {
      throw new FileNotFoundException(path.toString());
    }
    return new FileStatus(object.length, false, 1, 1, 0, path);
  }

  /** Bytes that can be read from anywhere. */
  private static final class Reader extends ByteArrayInputStream
      implements Seekable, PositionedReadable {
    Reader(byte[] bytes) {
      super(bytes);
    }

    @Override
    public void seek(long to) {
      pos = (int) to;
    }

    @Override
    public long getPos() {
      return pos;
    }

    @Override
    public boolean seekToNewSource(long to) {
      return false;
    }

    @Override
    public int read(long from, byte[] buffer, int offset, int length) {
      throw new UnsupportedOperationException("nobody does");
    }

    @Override
    public void readFully(long from, byte[] buffer, int offset, int length) {
      throw new UnsupportedOperationException("nobody does");
    }

    @Override
    public void readFully(long from, byte[] buffer) {
      throw new UnsupportedOperationException("nobody does");
    }
  }
}
