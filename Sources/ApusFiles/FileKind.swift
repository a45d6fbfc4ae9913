/// What kind of file something is, told by its first bytes and not by its name: so that a file in the wrong place is named
/// for what it is, and not for the damage that it would be as another kind.
public enum FileKind: CaseIterable, Hashable, Sendable {
  /// No bytes at all.
  case empty

  /// An int8 model of Apus.
  case apus
  /// Tensors, perhaps a network.
  case safetensors
  /// The state of an interrupted training: safetensors as well.
  case checkpoint
  /// TensorFlow Lite, LiteRT.
  case tflite
  /// Open Neural Network Exchange.
  case onnx
  /// PyTorch's archive or pickle.
  case pyTorch
  /// Keras 3's archive.
  case keras
  /// A graph of TensorFlow.
  case savedModel
  /// Weights for llama.cpp.
  case gguf

  /// One NumPy array.
  case numPy
  /// An archive of NumPy arrays.
  case numPyArchive
  /// Images or labels as MNIST has them.
  case idx
  /// HDF5, which older versions of Keras write.
  case hdf5
  /// A pickled object of Python.
  case pickle

  /// Pictures, of which some are read here.
  case jpeg, png, webP, heic, avif, jpegXL, jpeg2000, gif, bmp, tiff, photoshop, svg

  /// Archives, or one file in fewer bytes.
  case zip, gzip, tar, xz, bzip2, zstandard, sevenZip, rar

  /// A film or a sound.
  case media
  /// A document in the Portable Document Format.
  case pdf
  /// A program.
  case program
  /// The page that a failed download leaves behind.
  case html
  /// What stands in a repository for a large file that has not been fetched.
  case gitLFSPointer
  /// Text of any other kind.
  case text

  /// The name with its article: `a PNG picture`, `an .apus file`.
  public var name: String {
    switch self {
    case .empty: "an empty file"
    case .apus: "an .apus file"
    case .safetensors: "a .safetensors file"
    case .checkpoint: "a checkpoint of training"
    case .tflite: "a .tflite file"
    case .onnx: "an .onnx file"
    case .pyTorch: "a PyTorch file"
    case .keras: "a .keras file"
    case .savedModel: "a SavedModel of TensorFlow"
    case .gguf: "a .gguf file"
    case .numPy: "a .npy file"
    case .numPyArchive: "a .npz file"
    case .idx: "an IDX file"
    case .hdf5: "an HDF5 file"
    case .pickle: "a pickle of Python"
    case .jpeg: "a JPEG picture"
    case .png: "a PNG picture"
    case .webP: "a WebP picture"
    case .heic: "an HEIC picture"
    case .avif: "an AVIF picture"
    case .jpegXL: "a JPEG XL picture"
    case .jpeg2000: "a JPEG 2000 picture"
    case .gif: "a GIF picture"
    case .bmp: "a BMP picture"
    case .tiff: "a TIFF picture"
    case .photoshop: "a Photoshop picture"
    case .svg: "an SVG picture"
    case .zip: "a .zip archive"
    case .gzip: "a gzip file"
    case .tar: "a .tar archive"
    case .xz: "an .xz file"
    case .bzip2: "a bzip2 file"
    case .zstandard: "a Zstandard file"
    case .sevenZip: "a .7z archive"
    case .rar: "a .rar archive"
    case .media: "a film or a sound"
    case .pdf: "a PDF document"
    case .program: "a program"
    case .html: "a web page"
    case .gitLFSPointer: "a Git LFS pointer ('git lfs pull' fetches the file that it stands for)"
    case .text: "a text file"
    }
  }

  /// Whether it is a picture of pixels or of lines, whether it can be read here or not.
  public var isPicture: Bool {
    switch self {
    case .jpeg, .png, .webP, .heic, .avif, .jpegXL, .jpeg2000, .gif, .bmp, .tiff, .photoshop, .svg: true
    case _: false
    }
  }

  /// Whether it holds other files, or another file in fewer bytes.
  public var isArchive: Bool {
    switch self {
    case .zip, .gzip, .tar, .xz, .bzip2, .zstandard, .sevenZip, .rar: true
    case _: false
    }
  }
}
