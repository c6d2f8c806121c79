import { Button, Text, View } from "@tarojs/components";
import { chooseMedia } from "@tarojs/taro";
import { useEffect, useMemo, useState } from "react";
import { createWechatUploader, UploadError } from "wx-cos-uploader";
import { SERVER_URL } from "../../server-url";

export default function LibraryPage() {
  const uploader = useMemo(() => createWechatUploader({ serverUrl: SERVER_URL }), []);
  const [outcome, setOutcome] = useState("");
  useEffect(() => () => uploader.cancelAll(), [uploader]);

  async function pick() {
    // Rejects when the user closes the picker.
    const { tempFiles } = await chooseMedia({ count: 1 }).catch(() => ({ tempFiles: [] }));
    const [photo] = tempFiles;
    if (photo === undefined) return;
    try {
      const { objectKey } = await uploader.upload({ filePath: photo.tempFilePath }).result;
      setOutcome(objectKey);
    } catch (error) {
      if (!(error instanceof UploadError)) throw error;
      setOutcome(error.code);
    }
  }

  return (
    <View className="page">
      <Button onClick={pick}>Upload a photo</Button>
      <Text className="object-key">{outcome}</Text>
    </View>
  );
}
